namespace Rrm.StudentTrainer.Evaluation;

/// <summary>What became of one image: a row of the per-image table.</summary>
/// <param name="Index">The image's place in its set.</param>
/// <param name="Label">True class.</param>
/// <param name="CleanPrediction">Class predicted for the clean image.</param>
/// <param name="BrokenBy">First attack of the evaluation that broke it, or null.</param>
/// <param name="Restart">Restart of that attack that did, counted from 1; null where none did.</param>
public sealed record ImageVerdict(int Index, int Label, int CleanPrediction, string? BrokenBy, int? Restart)
{
    public bool CleanCorrect => CleanPrediction == Label;

    /// <summary>Classified rightly, clean and under every attack.</summary>
    public bool Robust => CleanCorrect && BrokenBy is null;
}
