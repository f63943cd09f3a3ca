namespace Rrm.StudentTrainer.Evaluation;

/// <summary>A finished piece of an evaluation: a line of its journal.</summary>
/// <param name="Attack">Place of the attack in the evaluation, counted from 1; 0 for the classification of clean images.</param>
/// <param name="Restart">Counted from 1; 0 for clean images.</param>
/// <param name="First">Place in the set of the first image.</param>
/// <param name="Count">Images in this piece.</param>
/// <param name="Found">Places in the set of the images that broke; for clean images the class predicted for each.</param>
/// <param name="LargestNorm">The longest perturbation among the broken images.</param>
/// <param name="Seconds">Wall clock.</param>
internal sealed record EvaluationUnit(int Attack, int Restart, int First, int Count, IReadOnlyList<int> Found, double LargestNorm, double Seconds)
{
    /// <summary>Whether this is the piece that comes next.</summary>
    public bool Is(int attack, int restart, int[] images) => (Attack, Restart, First, Count) == (attack, restart, images[0], images.Length);
}
