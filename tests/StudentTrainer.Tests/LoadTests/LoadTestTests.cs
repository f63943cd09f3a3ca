using System.Diagnostics;
using Grpc.Core;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.LoadTests;
using Rrm.StudentTrainer.Tests.Teachers;

namespace Rrm.StudentTrainer.Tests.LoadTests;

public sealed class LoadTestTests
{
    [Fact]
    public async Task A_service_that_stalls_cannot_hide_it_from_the_open_loop()
    {
        await using var fake = await FakeTeacher.StartAsync();
        // It stands still for everybody from 0.5 to 1 s of the two that are measured.
        var clock = Stopwatch.StartNew();
        fake.Answer = async call =>
        {
            var now = clock.Elapsed.TotalSeconds;
            if (now is > 0.5 and < 1)
                await Task.Delay(TimeSpan.FromSeconds(1 - now));
            return call.Right();
        };
        var options = new LoadOptions { Endpoints = fake.Endpoint, Clients = 1, Batch = 1, Duration = TimeSpan.FromSeconds(2), Warmup = TimeSpan.Zero };
        await new LoadTest(options with { Duration = TimeSpan.FromMilliseconds(100) }, _ => { }).RunAsync(default).InTime(); // Compiles what is to be measured.

        clock.Restart();
        var open = await new LoadTest(options with { Rate = 100 }, _ => { }).RunAsync(default).InTime();
        clock.Restart();
        var closed = await new LoadTest(options, _ => { }).RunAsync(default).InTime();

        // A quarter of the requests of the open loop were due while it stood still, and waited half as long as that on average.
        Assert.Equal(("open", 200L, 200L), (open.Loop, open.Requests, open.Answered));
        Assert.InRange(open.LatencyMs.P90, 200, 1000);
        Assert.InRange(open.LatencyMs.Max, 400, 2000);
        // The closed loop waited once: one request of many.
        Assert.Equal("closed", closed.Loop);
        Assert.InRange(closed.LatencyMs.P90, 0, 100);
        Assert.InRange(closed.LatencyMs.Max, 400, 2000);
        Assert.Equal(open.Answered, open.Histogram.Sum(row => row.Count));
    }

    [Fact]
    public async Task Refusals_are_counted_by_status_and_not_tried_again()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Number % 2 == 0 ? FakeTeacher.Fail(StatusCode.ResourceExhausted) : Task.FromResult(call.Right());
        var options = new LoadOptions { Endpoints = fake.Endpoint, Clients = 3, Batch = 2, Rate = 400, Duration = TimeSpan.FromSeconds(0.5), Warmup = TimeSpan.FromSeconds(0.1) };
        var report = await new LoadTest(options, _ => { }).RunAsync(default).InTime();

        Assert.Equal(120, fake.Asked.Count); // 200 requests a second for 0.6 s
        Assert.Equal(100, report.Requests);
        Assert.Equal(100, report.Answered + report.Refusals["RESOURCE_EXHAUSTED"]);
        Assert.InRange(report.Answered, 45, 55);
        Assert.InRange(report.ImagesPerSecond, 120, 260); // Of 400 offered.
        Assert.Equal(fake.Asked.Count, fake.Asked.Select(request => Convert.ToHexString(request.Images.Pixels.Span)).Distinct().Count());
        Assert.Contains(report.Lines(), line => line.Contains("RESOURCE_EXHAUSTED", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_refuses_everything_is_still_sent_everything()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = async call =>
        {
            // Refusals one after the other first: those that come together count once where the depth adapts.
            await Task.Delay(call.Number < 60 ? 0 : 200);
            return await FakeTeacher.Fail(StatusCode.ResourceExhausted);
        };
        var options = new LoadOptions { Endpoints = fake.Endpoint, Clients = 1, Batch = 1, Rate = 100, Duration = TimeSpan.FromSeconds(1), Warmup = TimeSpan.Zero, Deadline = TimeSpan.FromSeconds(20) };
        var report = await new LoadTest(options, _ => { }).RunAsync(default).InTime();
        Assert.Equal((100, 100L, 100L), (fake.Asked.Count, report.Requests, report.Refusals["RESOURCE_EXHAUSTED"]));
        Assert.InRange(fake.MostInFlight, 5, 100); // One after the other the later ones would take 8 s.
    }

    [Fact]
    public void Only_requests_that_were_sent_have_a_lag()
    {
        var tally = new LoadTally(1, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        tally.Add(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4), null);
        tally.Unsent(TimeSpan.FromSeconds(2));
        var report = tally.Into(new() { Endpoint = "", Sha256 = "", Device = "", Loop = "open", Clients = 1, BatchSize = 1, OfferedImagesPerSecond = 1, Seconds = 10, Requests = 0, Answered = 0, ImagesPerSecond = 0, Refusals = new Dictionary<string, long>(), LatencyMs = LoadTimes.Of(new()), Histogram = [] });
        Assert.Equal((2L, 2000.0), (report.Requests, report.SendLagMs!.Mean));
    }

    [Theory]
    [InlineData("--soak is ", "--soak", "1e9")]
    [InlineData("--soak is 0", "--soak", "0")]
    [InlineData("--rate is 1000000000 and --batch 1: a request every 1E-09 s", "--rate", "1e9", "--batch", "1")]
    [InlineData("--rate is 1E-09 and --batch 32", "--rate", "1e-9")]
    public void Times_that_cannot_be_kept_are_refused(string sentence, params string[] words) =>
        Assert.Contains(sentence, Assert.Throws<UsageException>(() => CommandRunner.Run(["loadtest", "--teacher", "http://127.0.0.1:1/robust", .. words], CancellationToken.None)).Message);

    [Fact]
    public async Task Clients_have_names_of_their_own_and_each_its_share()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var names = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        fake.Answer = call =>
        {
            names.AddOrUpdate(call.Context.RequestHeaders.GetValue("rrm-client")!, 1, (_, before) => before + 1);
            return Task.FromResult(call.Right());
        };
        var options = new LoadOptions { Endpoints = fake.Endpoint, Clients = 4, Batch = 1, Rate = 200, Duration = TimeSpan.FromSeconds(0.2), Warmup = TimeSpan.Zero, Connection = new() { ClientName = "load" } };
        await new LoadTest(options, _ => { }).RunAsync(default).InTime();
        Assert.Equal(["load-1", "load-2", "load-3", "load-4"], names.Keys.Order());
        Assert.All(names.Values, count => Assert.Equal(10, count));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(100.0)]
    public async Task What_was_measured_before_it_was_stopped_is_reported(double? rate)
    {
        await using var fake = await FakeTeacher.StartAsync();
        var options = new LoadOptions { Endpoints = fake.Endpoint, Clients = 2, Batch = 1, Rate = rate, Duration = TimeSpan.FromHours(1), Warmup = TimeSpan.Zero };
        using var stop = new CancellationTokenSource();
        fake.Answer = call =>
        {
            if (call.Number == 10)
                stop.CancelAfter(TimeSpan.FromSeconds(0.5));
            return Task.FromResult(call.Right());
        };
        var report = await new LoadTest(options, _ => { }).RunAsync(stop.Token).InTime();
        Assert.InRange(report.Seconds, 0.1, 30);
        Assert.InRange(report.Answered, 5, report.Requests);
        Assert.InRange(report.ImagesPerSecond, 1, double.MaxValue);
    }

    [Fact]
    public async Task A_soak_tells_how_it_goes_and_watches_the_services_memory()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var lines = new List<string>();
        var options = new LoadOptions
        {
            Endpoints = fake.Endpoint, Clients = 1, Batch = 1, Duration = TimeSpan.FromSeconds(0.5), Warmup = TimeSpan.Zero, Every = TimeSpan.FromSeconds(0.1), ServerPid = Environment.ProcessId,
        };
        var report = await new LoadTest(options, lines.Add).RunAsync(default).InTime();
        Assert.InRange(lines.Count, 2, 5);
        Assert.Matches(@"^0\.00:00:00  [\d,]+ images/s, p50 .* ms, 0 refused, service \d+ MiB$", lines[0]);
        Assert.InRange(report.ServerMemory!.Most, 20, 100_000);
    }
}
