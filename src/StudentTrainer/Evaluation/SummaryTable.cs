using System.Text;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>A job's summary as Markdown: a row per checkpoint, a column per attack, accuracies with 95 % intervals.</summary>
internal static class SummaryTable
{
    public static string Markdown(JobSummary summary)
    {
        var (job, text) = (summary.Job, new StringBuilder());
        text.Append($"{job.Samples:N0} {job.Split} images of {job.Dataset}, {job.Restarts} restart{(job.Restarts == 1 ? "" : "s")}, seed {job.Seed}.\n");
        if (summary.Evaluations.Count > 0)
        {
            text.Append('\n');
            var columns = summary.Evaluations[0].Robust.Select(Title).ToList();
            Line(text, ["checkpoint", "parameters", "clean", .. columns]);
            Line(text, ["---", "---", .. Enumerable.Repeat("---:", columns.Count + 1)]);
            foreach (var evaluation in summary.Evaluations)
                Line(text, [Escaped(evaluation.Checkpoint), evaluation.ParametersSha256[..12], $"{evaluation.NaturalAccuracy:P2}", .. evaluation.Robust.Select(Cell)]);
        }
        if (summary.Failures.Count > 0)
        {
            text.Append("\nNot evaluated:\n\n");
            foreach (var failure in summary.Failures)
                text.Append($"* {failure.Checkpoint}: {failure.Problem}\n");
        }
        return text.ToString();
    }

    private static string Title(RobustAccuracy robust) => $"{robust.Attack} {robust.Perturbation}{(robust.Steps is > 1 ? $", {robust.Steps} steps" : "")}";

    private static string Cell(RobustAccuracy robust) => $"{robust.Accuracy:P2} ({100 * robust.Ci95[0]:F2}–{100 * robust.Ci95[1]:F2})";

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Escaped(string cell) => cell.Replace("|", "\\|");
}
