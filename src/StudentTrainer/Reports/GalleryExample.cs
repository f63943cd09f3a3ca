using Rrm.Images;

namespace Rrm.StudentTrainer.Reports;

/// <summary>A test image and what the attack made of it, one entry for each network in the report's order.</summary>
/// <param name="Shape">One or three channels.</param>
/// <param name="Original">Pixels in [0,1], channels first.</param>
/// <param name="Label">The true class's name.</param>
/// <param name="Attacks">Teacher, RRM student, natural student.</param>
public sealed record GalleryExample(ImageShape Shape, float[] Original, string Label, IReadOnlyList<GalleryAttack> Attacks);
