namespace Rrm.StudentTrainer.Recipes;

/// <summary>A claim of the paper that should hold at any scale, and whether it did.</summary>
/// <param name="Claim">As "RDT and KD hold far less than RRM".</param>
/// <param name="Holds">Null where rows that it needs have not been run.</param>
/// <param name="Detail">The figures it was judged by.</param>
public sealed record Ordering(string Claim, bool? Holds, string Detail);
