using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>Percentiles of the last minute; null where nothing happened.</summary>
internal sealed record Percentiles(long Count, double? P50, double? P95, double? P99)
{
    /// <summary>Of a distribution, each value times a factor.</summary>
    public static Percentiles Of(RecentDistribution distribution, double factor = 1)
    {
        var quantiles = distribution.Read();
        return new(quantiles.Count, quantiles.At(0.5) * factor, quantiles.At(0.95) * factor, quantiles.At(0.99) * factor);
    }
}
