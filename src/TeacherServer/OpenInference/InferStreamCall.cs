using System.Threading.Channels;
using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>
/// One ModelStreamInfer call. The reader starts a computation per request and queues its answer, and one writer sends the answers in that order.
/// The queue is bounded, and HTTP/2's flow control then holds a client back that sends without reading.
/// </summary>
internal sealed class InferStreamCall(
    Inferrer inferrer, Representer representer, Lifecycle lifecycle, ActiveCalls calls,
    IAsyncStreamReader<ModelInferRequest> requests, IServerStreamWriter<ModelStreamInferResponse> responses, CallContext call)
{
    /// <summary>Metadata entry by which a client asks for <see cref="EndsAtRefusal"/>.</summary>
    public const string EndAtRefusalHeader = "triton_grpc_error";

    public const int MaxInFlight = RepresentStreamCall.MaxInFlight;

    // Besides those in the channel, one answer is on its way out.
    private readonly Channel<Pending> answers = Channel.CreateBounded<Pending>(new BoundedChannelOptions(MaxInFlight - 1) { SingleReader = true, SingleWriter = true });

    /// <summary>Whether the first refusal ends the stream with its status; otherwise it is an answer like others.</summary>
    public bool EndsAtRefusal { get; init; }

    public async Task RunAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Cancellation, lifecycle.Draining);
        var writer = WriteAsync(stop);
        var ended = false;
        try
        {
            ended = await ReadAsync(stop.Token);
        }
        // The call is gone; there is nobody to tell.
        catch (Exception problem) when (call.Cancellation.IsCancellationRequested && problem is OperationCanceledException or IOException or RpcException)
        {
        }
        finally
        {
            answers.Writer.TryComplete();
            await writer;
        }
        if (!ended && lifecycle.Draining.IsCancellationRequested && !call.Cancellation.IsCancellationRequested)
        {
            calls.NoteCutStream();
            throw representer.NotServing!.ToException();
        }
    }

    // True at the client's end of the stream; false when the server drains, or the writer ended the stream.
    private async Task<bool> ReadAsync(CancellationToken stop)
    {
        try
        {
            while (await answers.Writer.WaitToWriteAsync(stop) && await requests.MoveNext(stop))
            {
                var request = requests.Current;
                answers.Writer.TryWrite(new(request.Id, inferrer.InferAsync(request, call)));
            }
            return true;
        }
        catch (OperationCanceledException) when (!call.Cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task WriteAsync(CancellationTokenSource stop)
    {
        try
        {
            await foreach (var (id, answering) in answers.Reader.ReadAllAsync(call.Cancellation))
            {
                var answer = await answering;
                if (answer.Refusal is { } refusal && EndsAtRefusal)
                    throw refusal.ToException();
                var response = new ModelStreamInferResponse
                {
                    ErrorMessage = answer.Refusal?.Detail ?? "",
                    InferResponse = answer.Response ?? new ModelInferResponse { Id = id },
                };
                await responses.WriteAsync(response, call.Cancellation);
            }
        }
        catch (Exception) when (call.Cancellation.IsCancellationRequested)
        {
        }
        finally
        {
            // Whatever ended the writing, nothing more is read.
            await stop.CancelAsync();
        }
    }

    private readonly record struct Pending(string Id, Task<InferAnswer> Answer);
}
