namespace Rrm.StudentTrainer.RobustData;

/// <summary>A finished batch.</summary>
/// <param name="Pixels">uint8 [N,C,H,W].</param>
/// <param name="StartDistances">Of each image's representation from its target at the start.</param>
/// <param name="Distances">The same of the pixels here.</param>
internal sealed record RobustImages(byte[] Pixels, float[] StartDistances, float[] Distances);
