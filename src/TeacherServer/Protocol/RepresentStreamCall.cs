using System.Threading.Channels;
using Grpc.Core;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// One RepresentStream call. The reader submits the requests, their answers come into a channel in the order in which they are done, and one
/// writer sends them. A slot is held from before a request is read until its answer is sent: that bounds what a client that
/// sends without reading can pile up here, and HTTP/2's flow control then holds the client back.
/// </summary>
internal sealed class RepresentStreamCall(
    Representer representer, Lifecycle lifecycle, ActiveCalls calls,
    IAsyncStreamReader<Exchange> requests, IServerStreamWriter<Exchange> responses, CallContext call) : IAnswerSink
{
    public const int MaxInFlight = 32;

    private readonly CancellationToken cancellation = call.Cancellation;
    private readonly SemaphoreSlim slots = new(MaxInFlight);
    private readonly Channel<Exchange> answers = Channel.CreateUnbounded<Exchange>(new() { SingleReader = true });

    // The server stopped reading before the client stopped sending.
    private bool drained;

    public async Task RunAsync()
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writer = WriteAsync(ended);
        try
        {
            await ReadAsync(ended.Token);
            // All slots free: everything that was read is answered and sent.
            for (var slot = 0; slot < MaxInFlight; slot++)
                await slots.WaitAsync(ended.Token);
        }
        // The call is gone; there is nobody to tell.
        catch (Exception problem) when (cancellation.IsCancellationRequested && problem is OperationCanceledException or IOException or RpcException)
        {
        }
        finally
        {
            answers.Writer.TryComplete();
            await writer;
        }
        if (drained)
        {
            calls.NoteCutStream();
            throw representer.NotServing!.ToException();
        }
    }

    void IAnswerSink.Answered(Exchange exchange)
    {
        // The call may be gone.
        if (!answers.Writer.TryWrite(exchange))
            exchange.Return();
    }

    // Until the client's end of the stream, the server's drain, or the writer's end.
    private async Task ReadAsync(CancellationToken ended)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ended, lifecycle.Draining);
        try
        {
            while (true)
            {
                await slots.WaitAsync(stop.Token);
                if (!await TryReadOneAsync(stop.Token))
                {
                    slots.Release();
                    return;
                }
                representer.Represent(requests.Current, call, this);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            drained = lifecycle.Draining.IsCancellationRequested;
        }
    }

    // False at the client's end of the stream, and when the server drains.
    private async Task<bool> TryReadOneAsync(CancellationToken stop)
    {
        try
        {
            return await requests.MoveNext(stop);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            drained = lifecycle.Draining.IsCancellationRequested;
            return false;
        }
    }

    private async Task WriteAsync(CancellationTokenSource ended)
    {
        try
        {
            await foreach (var answer in answers.Reader.ReadAllAsync(cancellation))
            {
                await responses.WriteAsync(answer, cancellation);
                slots.Release();
            }
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            // Whatever ended the writing, nothing more is read, and no slot waited for.
            await ended.CancelAsync();
        }
    }
}
