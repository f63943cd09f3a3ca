namespace Rrm.StudentTrainer.Methods;

/// <summary>Why the epoch just trained must not stand, and how to train it differently.</summary>
/// <param name="Reason">For the user: what was found and what is done.</param>
/// <param name="Retreat">Called once everything is as it was before that epoch.</param>
public sealed record Setback(string Reason, Action Retreat);
