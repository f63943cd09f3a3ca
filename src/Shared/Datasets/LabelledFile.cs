namespace Rrm.Datasets;

/// <summary>A picture file and its class.</summary>
internal readonly record struct LabelledFile(string Path, int Label);
