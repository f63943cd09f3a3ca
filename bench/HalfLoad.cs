using System.Diagnostics;
using Rrm.Protocol.V1;
using Client = Rrm.Protocol.V1.TeacherService.TeacherServiceClient;

namespace Rrm.Bench;

/// <summary>
/// Clients that send on schedule, whatever is answered, at half the rate of which the service is capable. A latency counts from the moment at which
/// the request was due, so that a stall is felt by every request that it delays.
/// </summary>
internal static class HalfLoad
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(6);

    /// <summary>Latencies in seconds, the shortest first.</summary>
    public static async Task<double[]> LatenciesAsync(IReadOnlyList<Client> clients, IReadOnlyList<RepresentRequest> requests, double imagesPerSecond)
    {
        var interval = TimeSpan.FromSeconds(requests[0].Images.Count * clients.Count / imagesPerSecond);
        var phases = new Random(1);
        var sending = clients.Zip(requests, (client, request) => SendAsync(client, request, interval, phases.NextDouble() * interval)).ToList();
        return [.. (await Task.WhenAll(sending)).SelectMany(latencies => latencies).Order()];
    }

    public static double Percentile(double[] sorted, double share) => sorted[(int)Math.Ceiling(share * sorted.Length) - 1];

    private static async Task<double[]> SendAsync(Client client, RepresentRequest request, TimeSpan interval, TimeSpan phase)
    {
        var start = Stopwatch.GetTimestamp();
        var calls = new List<Task<double>>();
        for (var due = phase; due < Duration; due += interval)
        {
            if (due - Stopwatch.GetElapsedTime(start) is { Ticks: > 0 } early)
                await Task.Delay(early);
            calls.Add(LatencyAsync(due));
        }
        return await Task.WhenAll(calls);

        async Task<double> LatencyAsync(TimeSpan due)
        {
            await client.RepresentAsync(request);
            return (Stopwatch.GetElapsedTime(start) - due).TotalSeconds;
        }
    }
}
