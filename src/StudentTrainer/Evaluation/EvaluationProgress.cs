namespace Rrm.StudentTrainer.Evaluation;

/// <summary>Where an evaluation stands, for people.</summary>
/// <param name="Attack">Name of the attack under way.</param>
/// <param name="Restart">Counted from 1.</param>
/// <param name="Restarts">Of each attack.</param>
/// <param name="Robust">Images that this attack has not broken so far.</param>
/// <param name="Samples">Images in all.</param>
/// <param name="Fraction">Share of the work done, 0 to 1, if no further image breaks.</param>
/// <param name="Remaining">Time left at the present pace, if no further image breaks.</param>
public sealed record EvaluationProgress(string Attack, int Restart, int Restarts, int Robust, int Samples, double Fraction, TimeSpan Remaining);
