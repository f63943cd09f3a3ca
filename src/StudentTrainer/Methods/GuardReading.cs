namespace Rrm.StudentTrainer.Methods;

/// <summary>Accuracies of the guard's probe, fractions.</summary>
/// <param name="UnderOwnAttack">Under the attack that the network trains against.</param>
/// <param name="UnderPgd">Under ten steps of PGD.</param>
public readonly record struct GuardReading(double UnderOwnAttack, double UnderPgd)
{
    // Sound training leaves PGD half of what the single step leaves, or more; a collapsed network nearly nothing. The fall keeps
    // networks that have not learned yet, and the noise of a small probe, from counting as collapsed.
    private const double SmallestShare = 0.25;
    private const double LargestFall = 0.1;

    /// <summary>Whether PGD breaks what the network's own attack does not, and did not before.</summary>
    /// <param name="best">The largest <see cref="UnderPgd"/> of the epochs before.</param>
    public bool HasCollapsedFrom(double best) => UnderPgd < SmallestShare * UnderOwnAttack && UnderPgd < best - LargestFall;

    public override string ToString() => $"{UnderOwnAttack:P0} of the guard's images hold under it, {UnderPgd:P0} under PGD";
}
