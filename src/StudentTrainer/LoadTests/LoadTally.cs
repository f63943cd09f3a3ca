using System.Text.Json;
using Grpc.Core;

namespace Rrm.StudentTrainer.LoadTests;

/// <summary>What became of requests, within the time that is measured. Safe for concurrent use.</summary>
/// <param name="batch">Images in a request.</param>
/// <param name="from">Since the start of the load: when measuring begins.</param>
/// <param name="to">When it ends.</param>
internal sealed class LoadTally(int batch, TimeSpan from, TimeSpan to)
{
    private readonly Lock gate = new();
    private readonly LatencyHistogram lags = new();
    private readonly SortedDictionary<string, long> refusals = [];
    private LatencyHistogram lately = new();
    private long images, requests, imagesLately, refusedLately;

    public LatencyHistogram Latencies { get; } = new();

    /// <summary>All times since the start of the load.</summary>
    /// <param name="due">When the request should have been sent.</param>
    /// <param name="sent">When it was.</param>
    /// <param name="ended">When its end was known.</param>
    /// <param name="refusal">Why it was not answered; null when it was.</param>
    public void Add(TimeSpan due, TimeSpan sent, TimeSpan ended, StatusCode? refusal) => Add(due, sent, ended, refusal is { } status ? JsonNamingPolicy.SnakeCaseUpper.ConvertName($"{status}") : null);

    /// <summary>A request that could not even be sent.</summary>
    public void Unsent(TimeSpan due) => Add(due, null, due, "UNSENT");

    /// <summary>How it went since the last time this was asked, for people.</summary>
    public string Lately(TimeSpan elapsed)
    {
        lock (gate)
        {
            var line = $"{imagesLately / elapsed.TotalSeconds:#,0} images/s, {LoadTimes.Of(lately)}, {refusedLately:#,0} refused";
            (lately, imagesLately, refusedLately) = (new(), 0, 0);
            return line;
        }
    }

    /// <summary>Fills in what was counted.</summary>
    public LoadReport Into(LoadReport report)
    {
        lock (gate)
            return report with
            {
                Requests = requests,
                Answered = Latencies.Count,
                ImagesPerSecond = images / report.Seconds,
                Refusals = new Dictionary<string, long>(refusals),
                LatencyMs = LoadTimes.Of(Latencies),
                SendLagMs = report.OfferedImagesPerSecond is null ? null : LoadTimes.Of(lags),
                Histogram = [.. Latencies.Octave().Select(row => new LoadRow(row.From.TotalMilliseconds, row.To.TotalMilliseconds, row.Count))],
            };
    }

    private void Add(TimeSpan due, TimeSpan? sent, TimeSpan ended, string? refusal)
    {
        lock (gate)
        {
            if (refusal is null)
            {
                lately.Add(ended - due);
                imagesLately += batch;
                if (ended >= from && ended < to)
                    images += batch;
            }
            else
                refusedLately++;
            if (due < from || due >= to)
                return;
            requests++;
            if (sent is { } time)
                lags.Add(time - due);
            if (refusal is null)
                Latencies.Add(ended - due);
            else
                refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
        }
    }
}
