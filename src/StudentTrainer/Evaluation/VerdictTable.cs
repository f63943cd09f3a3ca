using System.Text;
using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>The per-image table: CSV with a header, one row per image in the set's order; truths are true and false, absences empty.</summary>
public static class VerdictTable
{
    private const string Header = "index,label,clean_prediction,clean_correct,robust,broken_by,restart";

    /// <summary>Writes the file as a whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<ImageVerdict> verdicts)
    {
        var text = new StringBuilder(Header).Append('\n');
        foreach (var verdict in verdicts)
            text.Append($"{verdict.Index},{verdict.Label},{verdict.CleanPrediction},{Word(verdict.CleanCorrect)},{Word(verdict.Robust)},{verdict.BrokenBy},{verdict.Restart}\n");
        AtomicFile.WriteText(path, text.ToString());
    }

    private static string Word(bool value) => value ? "true" : "false";
}
