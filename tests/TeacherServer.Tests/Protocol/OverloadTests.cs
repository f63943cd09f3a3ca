using System.Diagnostics;
using System.Globalization;
using Grpc.Core;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Tests.Protocol;

/// <summary>A real server whose teacher computes an image in a millisecond and a half, and clients that want more.</summary>
[Collection(nameof(Alone))]
public sealed class OverloadTests
{
    private const int Images = 16;
    private const int HonestClients = 4;
    private const int InFlight = 3;
    private const int FloodPerSecond = 5 * 667 / Images;

    private static readonly TimeSpan ImageTime = TimeSpan.FromMilliseconds(1.5);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Five_times_too_much_work_costs_neither_goodput_nor_fairness()
    {
        await using var server = await RunningServer.StartAsync(options => options with
        {
            MaxBatch = 2 * Images,
            MaxRequestImages = 2 * Images,
            MaxQueuedImages = 32 * Images,
            Threads = 1,
            Verbose = false,
            // A turn is one request of a training loop, so that the shares of a few seconds can be told apart.
            Scheduling = options.Scheduling with { Quantum = Images / options.Scheduling.TrainWeight },
        });
        using var slow = new SlowTeacher(server, new FixedPace().Compute);
        var clients = Enumerable.Range(0, HonestClients).Select(client => new TeacherService.TeacherServiceClient(server.Connect())).ToList();
        var flooding = new TeacherService.TeacherServiceClient(server.Connect());

        var peak = (await Task.WhenAll(clients.Select(TrainAsync)).InTime()).Sum();
        var flood = FloodAsync(flooding);
        var shares = await Task.WhenAll(clients.Select(TrainAsync)).InTime();
        var (answered, refusals) = await flood.InTime();

        Assert.True(shares.Sum() + answered >= 0.9 * peak, $"{shares.Sum()} + {answered} requests were answered under overload, {peak} without.");
        Assert.True(shares.Max() <= 1.05 * shares.Min() + 1, $"Honest clients got {string.Join(", ", shares)} answers.");
        // The flood has always something waiting and may take what the others leave; in order of arrival it would get all but a few percent.
        Assert.True(shares.Min() >= 0.5 * answered, $"Honest clients got {string.Join(", ", shares)} answers, the flood {answered}.");
        Assert.True(refusals.Count > 2 * answered, $"{refusals.Count} requests of the flood were refused.");
        Assert.All(refusals, refusal =>
        {
            Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
            var pause = int.Parse(refusal.Trailers.GetValue("grpc-retry-pushback-ms")!, CultureInfo.InvariantCulture);
            Assert.InRange(pause, 10, 1000);
        });
    }

    // What a training loop does: a few batches under way, the next one when one is answered. None may be refused.
    private static async Task<int> TrainAsync(TeacherService.TeacherServiceClient client, int number)
    {
        var end = Stopwatch.GetTimestamp() + (long)(Measured.TotalSeconds * Stopwatch.Frequency);
        return (await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async slot =>
        {
            var request = Requests.Bytes(Images, (uint)(InFlight * number + slot));
            var answers = 0;
            while (true)
            {
                await client.RepresentAsync(request, NameOf($"honest-{number}"));
                if (Stopwatch.GetTimestamp() > end)
                    return answers;
                answers++;
            }
        }))).Sum();
    }

    // Sends at its rate, whatever is answered.
    private static async Task<(int Answered, List<RpcException> Refusals)> FloodAsync(TeacherService.TeacherServiceClient client)
    {
        var requests = Enumerable.Range(0, 64).Select(salt => Requests.Bytes(Images, 1000 + (uint)salt)).ToList();
        var (answered, refusals, calls) = (0, new List<RpcException>(), new List<Task>());
        var start = Stopwatch.GetTimestamp();
        for (var elapsed = TimeSpan.Zero; elapsed < Measured; elapsed = Stopwatch.GetElapsedTime(start))
        {
            while (calls.Count < elapsed.TotalSeconds * FloodPerSecond)
                calls.Add(SendAsync(requests[calls.Count % requests.Count]));
            await Task.Delay(5);
        }
        var inTime = Volatile.Read(ref answered);
        await Task.WhenAll(calls);
        return (inTime, refusals);

        async Task SendAsync(RepresentRequest request)
        {
            try
            {
                await client.RepresentAsync(request, NameOf("flood"));
                Interlocked.Increment(ref answered);
            }
            catch (RpcException refusal)
            {
                lock (refusals)
                    refusals.Add(refusal);
            }
        }
    }

    private static Metadata NameOf(string client) => new() { { "rrm-client", client } };

    /// <summary>Holds the runner up until a batch is due. What a busy machine makes it lose in one, it catches up in the next.</summary>
    private sealed class FixedPace
    {
        private readonly long start = Stopwatch.GetTimestamp();
        private TimeSpan due;

        public void Compute(int images)
        {
            var (now, time) = (Stopwatch.GetElapsedTime(start), images * ImageTime);
            due = (due > now - time ? due : now - time) + time;
            if (due > now)
                Thread.Sleep(due - now);
        }
    }
}
