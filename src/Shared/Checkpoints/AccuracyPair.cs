namespace Rrm.Checkpoints;

/// <summary>The same accuracy in two precisions, as fractions.</summary>
public sealed record AccuracyPair(double Float32, double Int8);
