namespace Rrm.StudentTrainer.Reports;

/// <summary>The attack on one network with one image.</summary>
/// <param name="CleanPrediction">Name of the class that the network sees in the original.</param>
/// <param name="Attacked">Pixels in [0,1], channels first; not on the 8-bit grid.</param>
/// <param name="AttackedPrediction">Name of the class that it sees in the attacked image.</param>
public sealed record GalleryAttack(string CleanPrediction, float[] Attacked, string AttackedPrediction)
{
    /// <summary>The change as a picture: magnified around grey.</summary>
    internal float[] Change(GalleryExample example, int factor) => [.. Attacked.Zip(example.Original, (attacked, original) => 0.5f + factor * (attacked - original))];
}
