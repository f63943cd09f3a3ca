using System.Globalization;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>Whether the claims of a recipe hold for what was found.</summary>
internal static class OrderingJudge
{
    public static Ordering Judge(Claim claim, IReadOnlyList<ReproducedRow> rows)
    {
        var less = claim.Less.Select(name => (name, value: Figure(name))).ToList();
        var than = claim.Than.Select(name => (name, value: Figure(name))).ToList();
        var missing = less.Concat(than).Where(row => row.value is null).Select(row => row.name).ToList();
        if (missing.Count > 0)
            return new(claim.Text, null, $"not measured yet: {string.Join(", ", missing)}");
        var (largest, smallest) = (less.MaxBy(row => row.value), than.MinBy(row => row.value));
        var factor = claim.Factor == 1 ? "" : $"{claim.Factor.ToString("0.##", CultureInfo.InvariantCulture)} × ";
        var holds = largest.value <= claim.Factor * smallest.value;
        return new(claim.Text, holds, $"{largest.name} {Text(largest.value!.Value)} {(holds ? "≤" : ">")} {factor}{smallest.name} {Text(smallest.value!.Value)}");

        double? Figure(string name) => rows.FirstOrDefault(row => row.Name == name)?.Seeds is { Count: > 0 } seeds ? Mean(seeds) : null;

        double? Mean(IReadOnlyList<ReproducedSeed> seeds)
        {
            var figures = seeds.Select(seed => Of(claim.Metric, seed)).ToList();
            return figures.Contains(null) ? null : figures.Average();
        }

        string Text(double value) => claim.Metric is ClaimMetric.Robust or ClaimMetric.Natural ? $"{value:P1}" : $"{value:0.#} s";
    }

    private static double? Of(ClaimMetric metric, ReproducedSeed seed) => metric switch
    {
        // All attacks of a recipe are one job: where some figures are there, all are.
        ClaimMetric.Robust => seed.Result.Robust.Count == 0 ? null : seed.Result.Robust.Min(entry => entry.Accuracy),
        ClaimMetric.Natural => seed.Result.NaturalAccuracy,
        ClaimMetric.EpochSeconds => seed.Result.PassSeconds.Mean,
        _ => seed.Result.TotalSeconds,
    };
}
