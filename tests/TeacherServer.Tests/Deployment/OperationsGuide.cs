using System.Text.RegularExpressions;

namespace Rrm.TeacherServer.Tests.Deployment;

/// <summary>What docs/operations.md says.</summary>
internal static partial class OperationsGuide
{
    public static string Text { get; } = Checkout.Read("docs/operations.md");

    /// <summary>Rows of the metrics table: instrument, name in Prometheus, kind, meaning.</summary>
    public static IEnumerable<(string Instrument, string Prometheus, string Kind, string Meaning)> Metrics =>
        MetricRow().Matches(Text).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value));

    public static IEnumerable<string> PrometheusNames => Metrics.Select(metric => metric.Prometheus);

    public static IEnumerable<string> Runbooks => Regex.Matches(Text, @"(?m)^### (Rrm\w+)$").Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"(?m)^\| `(rrm\.[a-z.]+)` \| `(\w+)` \| (\w+) \|[^|]*\| ([^|]+) \|$")]
    private static partial Regex MetricRow();
}
