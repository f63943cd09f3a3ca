using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Grpc.Core;
using Rrm.Clients;
using Rrm.Protocol.V1;

namespace Rrm.StudentTrainer.LoadTests;

/// <summary>
/// Makes load and measures. In the open loop requests are due at fixed times and their latency counts from then, so that a service which stalls, or a
/// sender which falls behind, cannot hide how long a request had to wait (no coordinated omission). No request is tried twice, and no two images are
/// equal: neither clients nor caches flatter the service.
/// </summary>
internal sealed class LoadTest(LoadOptions options, Action<string> notice)
{
    private const long MostBytesUnderWay = 1L << 29;

    private readonly LoadTally tally = new(options.Batch, options.Warmup, options.Warmup + options.Duration);
    private readonly Stopwatch clock = new();
    private byte[] noise = [];
    private long images;
    private int underWay;
    private LoadMemory? memory;

    /// <summary>To the end; or, when it is cancelled while it measures, to there.</summary>
    /// <exception cref="TeacherCallException">The service does not answer at the start.</exception>
    public async Task<LoadReport> RunAsync(CancellationToken cancellation)
    {
        var clients = Enumerable.Range(1, options.Clients).Select(Client).ToList();
        try
        {
            var teachers = await Task.WhenAll(clients.Select(client => client.DescribeAsync(cancellation)));
            Prepare(teachers[0]);
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var watching = WatchAsync(ended.Token);
            clock.Start();
            try
            {
                await (options.Interval is { } interval ? OpenAsync(clients, interval, cancellation) : Task.WhenAll(clients.Select(client => Task.Run(() => ClosedAsync(client, cancellation), cancellation))));
            }
            catch (OperationCanceledException) when (clock.Elapsed > options.Warmup)
            {
                // Hours of a soak are worth a report.
            }
            clock.Stop();
            await ended.CancelAsync();
            await watching;
            Look();
            return Report(teachers[0]);
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    private TimeSpan End => options.Warmup + options.Duration;

    private TeacherClient Client(int number) => TeacherClient.Connect(options.Endpoints, options.Connection with
    {
        ClientName = $"{options.Connection.ClientName[..Math.Min(options.Connection.ClientName.Length, 56)]}-{number}",
        Depth = int.MaxValue, AdaptsDepth = false, Timeout = Timeout.InfiniteTimeSpan, MaxAttempts = 1, HedgeMultiple = 0, AttemptTimeout = options.Deadline, Notice = _ => { },
    });

    private void Prepare(Teacher teacher)
    {
        if (teacher.MaxRequestImages > 0 && options.Batch > teacher.MaxRequestImages)
            throw new RrmException($"The service takes {teacher.MaxRequestImages} images in a request; --batch is {options.Batch}.");
        noise = new byte[options.Batch * teacher.Input.Channels * teacher.Input.Height * teacher.Input.Width];
        Random.Shared.NextBytes(noise);
    }

    private async Task ClosedAsync(TeacherClient client, CancellationToken cancellation)
    {
        for (var due = clock.Elapsed; due < End; due = clock.Elapsed)
        {
            Interlocked.Increment(ref underWay);
            if (await SendAsync(client, due, cancellation) is not null)
                await Task.Delay(1, cancellation); // A refusal comes at once: no load of a spinning client.
        }
    }

    private async Task OpenAsync(List<TeacherClient> clients, TimeSpan interval, CancellationToken cancellation)
    {
        var most = (int)Math.Max(64, MostBytesUnderWay / noise.Length);
        var sent = new List<Task>();
        for (var number = 0L; ; number++)
        {
            var due = interval * number;
            if (due >= End)
                break;
            while (clock.Elapsed < due)
                await Task.Delay(1, cancellation);
            if (Volatile.Read(ref underWay) >= most)
            {
                tally.Unsent(due);
                continue;
            }
            var client = clients[(int)(number % clients.Count)];
            Interlocked.Increment(ref underWay);
            sent.Add(Task.Run(() => SendAsync(client, due, cancellation), cancellation));
            if (sent.Count > 2 * most)
                sent.RemoveAll(task => task.IsCompletedSuccessfully);
        }
        await Task.WhenAll(sent);
    }

    private async Task<StatusCode?> SendAsync(TeacherClient client, TimeSpan due, CancellationToken cancellation)
    {
        var pixels = ArrayPool<byte>.Shared.Rent(noise.Length);
        StatusCode? refusal = null;
        try
        {
            Fill(pixels);
            var sent = clock.Elapsed;
            try
            {
                await client.RepresentAsync(pixels.AsMemory(0, noise.Length), options.Batch, logits: options.Logits, cancellation: cancellation);
            }
            catch (TeacherCallException problem)
            {
                refusal = problem.Status;
            }
            tally.Add(due, sent, clock.Elapsed, refusal);
            return refusal;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pixels);
            Interlocked.Decrement(ref underWay);
        }
    }

    // Noise, with a number of its own in each image.
    private void Fill(byte[] pixels)
    {
        noise.CopyTo(pixels, 0);
        var stride = noise.Length / options.Batch;
        var first = Interlocked.Add(ref images, options.Batch);
        for (var image = 0; image < options.Batch; image++)
            BinaryPrimitives.WriteInt64LittleEndian(pixels.AsSpan(image * stride), first + image);
    }

    private async Task WatchAsync(CancellationToken ended)
    {
        Look();
        if (options.Every is not { } every)
            return;
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                Look();
                notice($"{clock.Elapsed:d\\.hh\\:mm\\:ss}  {tally.Lately(every)}{(memory is null ? "" : $", service {memory.Last:0} MiB")}");
            }
        }
        catch (OperationCanceledException)
        {
            // The load is over.
        }
    }

    private void Look()
    {
        if (options.ServerPid is { } pid && LoadMemory.Of(pid) is { } now)
            memory = memory?.Then(now) ?? new(now, now, now);
    }

    private LoadReport Report(Teacher teacher) => tally.Into(new()
    {
        Endpoint = options.Endpoints,
        Sha256 = teacher.Sha256,
        Device = teacher.Device,
        Loop = options.Rate is null ? "closed" : "open",
        Clients = options.Clients,
        BatchSize = options.Batch,
        OfferedImagesPerSecond = options.Rate,
        Seconds = ((clock.Elapsed < End ? clock.Elapsed : End) - options.Warmup).TotalSeconds,
        Requests = 0,
        Answered = 0,
        ImagesPerSecond = 0,
        Refusals = new Dictionary<string, long>(),
        LatencyMs = LoadTimes.Of(new()),
        Histogram = [],
        ServerMemory = memory,
    });
}
