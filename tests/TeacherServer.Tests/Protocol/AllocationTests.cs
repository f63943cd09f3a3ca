using System.Buffers;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Protocol.Wire;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Tests.Protocol.Wire;

namespace Rrm.TeacherServer.Tests.Protocol;

/// <summary>
/// Counts every managed byte of the process, whichever thread allocates it, while requests go from the bytes that came to the bytes that go:
/// marshaller, checks, scheduler, ONNX Runtime, scatter, marshaller. Not in it is what gRPC and Kestrel allocate around that for a call.
/// </summary>
[Collection(nameof(Alone))]
public sealed class AllocationTests : IAnswerSink, IDisposable
{
    private const int InFlight = 8;
    private const int WarmUp = 1000;
    private const int Counted = 1000;
    private const int Windows = 5;

    private readonly SemaphoreSlim slots = new(InFlight);
    private readonly Lock writing = new();
    private readonly OutgoingMessage output = new(1 << 20);
    private int refused;

    public void Dispose() => slots.Dispose();

    [Fact]
    public async Task A_request_in_steady_state_allocates_nothing()
    {
        // A batch size that was not seen before costs a binding, so there are few.
        await using var server = await RunningServer.StartAsync(options => options with
        {
            // What is looked at now and then, whether or not anybody asks anything, is not a request's.
            Verbose = false, Threads = 1, MaxBatch = 16, Repository = new() { PollInterval = TimeSpan.Zero }, Security = new() { ReloadInterval = TimeSpan.FromHours(1) },
        });
        var representer = server.Services.GetRequiredService<Representer>();
        using var cancellation = new CancellationTokenSource();
        var context = new CallContext(new Caller("one", MaxImagesInFlight: 10_000), WorkClass.Train, DateTime.UtcNow.AddHours(1), cancellation.Token);
        // Sizes mixed, some images equal to others in flight, every output format.
        var inputs = Enumerable.Range(0, 20).Select(index =>
        {
            var request = Requests.Bytes(1 + index % 16, (uint)index / 2);
            (request.Sha256, request.Logits) = (server.Repository.Find("dnn")!.Sha256, index % 3 == 0);
            request.Format = (Rrm.Protocol.V1.FloatFormat)(index % 3);
            return new IncomingMessage { Payload = new ReadOnlySequence<byte>(request.ToByteArray()) };
        }).ToArray();

        Send(WarmUp);
        // What a request allocates is in every window; what the runtime does now and then, such as starting a thread, is not.
        var least = long.MaxValue;
        for (var window = 0; window < Windows; window++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Send(Counted);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        Assert.Equal(0, refused);
        // The smallest object has 24 bytes.
        Assert.True(least < Counted, $"{least} bytes for {Counted} requests.");

        void Send(int requests)
        {
            for (var sent = 0; sent < requests; sent++)
            {
                slots.Wait();
                representer.Represent(RepresentFormat.Read(inputs[sent % inputs.Length]), context, this);
            }
            for (var slot = 0; slot < InFlight; slot++)
                Assert.True(slots.Wait(Bounded.Limit));
            slots.Release(InFlight);
        }
    }

    void IAnswerSink.Answered(Exchange exchange)
    {
        if (exchange.Refusal is not null)
            Interlocked.Increment(ref refused);
        else
        {
            lock (writing)
                RepresentFormat.Write(exchange, output);
        }
        slots.Release();
    }
}
