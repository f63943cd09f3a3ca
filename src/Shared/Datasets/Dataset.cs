using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>Images to learn from and images to be judged by, of the same size and the same classes.</summary>
public sealed record Dataset(string Name, ImageSet Train, ImageSet Test);
