using Grpc.Core;
using Grpc.Net.Client;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Rrm.Protocol.V1;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>
/// Calls to one or more services that hold the same teacher. A call that fails for a passing reason is made again, on the next endpoint,
/// until the budget is spent; answers are pure functions of the request, so repeating one is harmless. Safe for concurrent calls.
/// </summary>
internal sealed class TeacherConnection : IDisposable
{
    private static readonly StatusCode[] Passing =
        [StatusCode.Unavailable, StatusCode.DeadlineExceeded, StatusCode.ResourceExhausted, StatusCode.Aborted, StatusCode.Cancelled];

    private readonly IReadOnlyList<TeacherEndpoint> endpoints;
    private readonly GrpcChannel[] channels;
    private readonly TeacherService.TeacherServiceClient[] clients;
    private readonly RemoteTeacherOptions options;
    private readonly ResiliencePipeline pipeline;
    private readonly Action<string> notice;
    private volatile int current;

    public TeacherConnection(IReadOnlyList<TeacherEndpoint> endpoints, RemoteTeacherOptions options, Action<string> notice)
    {
        (this.endpoints, this.options, this.notice) = (endpoints, options, notice);
        channels = [.. endpoints.Select(endpoint => endpoint.Connect())];
        clients = [.. channels.Select(channel => new TeacherService.TeacherServiceClient(channel))];
        pipeline = new ResiliencePipelineBuilder()
            .AddTimeout(options.Budget)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(IsPassing),
                MaxRetryAttempts = int.MaxValue, // The budget ends it, not a count.
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
            })
            .Build();
    }

    /// <summary>The teacher as the first endpoint that answers describes it.</summary>
    public Task<Teacher> Describe(CancellationToken cancellation) =>
        Call((client, call, name) => client.GetTeacherAsync(new GetTeacherRequest { Name = name }, call), cancellation);

    /// <summary>The teacher as each endpoint describes it now; null where none answers within a few seconds.</summary>
    public Task<Teacher?[]> DescribeEach(CancellationToken cancellation) => Task.WhenAll(clients.Select(async (client, index) =>
    {
        try
        {
            return await client.GetTeacherAsync(
                new GetTeacherRequest { Name = endpoints[index].Teacher }, new CallOptions(deadline: DateTime.UtcNow + options.Greeting, cancellationToken: cancellation));
        }
        catch (RpcException cancelled) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellation);
        }
        catch (RpcException problem) when (IsPassing(problem))
        {
            notice($"Teacher {endpoints[index]} does not answer now ({ReasonOf(problem)}); the others serve until it does.");
            return null;
        }
        catch (RpcException refusal)
        {
            throw Refused(endpoints[index], refusal);
        }
    }));

    public Task<RepresentResponse> Represent(RepresentRequest request, CancellationToken cancellation) =>
        Call((client, call, name) =>
        {
            request.Teacher = name; // Endpoints may know the teacher under different names; the pin says it is the same.
            return client.RepresentAsync(request, call);
        }, cancellation);

    public void Dispose()
    {
        foreach (var channel in channels)
            channel.Dispose();
    }

    private async Task<TReply> Call<TReply>(Func<TeacherService.TeacherServiceClient, CallOptions, string, AsyncUnaryCall<TReply>> start, CancellationToken cancellation)
    {
        RpcException? last = null;
        var asked = endpoints[0];
        try
        {
            return await pipeline.ExecuteAsync(async token =>
            {
                var index = current;
                asked = endpoints[index];
                try
                {
                    using var call = start(clients[index], new CallOptions(deadline: DateTime.UtcNow + options.Attempt, cancellationToken: token), endpoints[index].Teacher);
                    var reply = await call.ResponseAsync;
                    if (last is not null)
                        notice($"Teacher {endpoints[index]} answers again.");
                    return reply;
                }
                catch (RpcException cancelled) when (token.IsCancellationRequested)
                {
                    // gRPC tells of our own cancelling by a status; the pipeline's timeout and the loop want the exception.
                    throw new OperationCanceledException(cancelled.Message, cancelled, token);
                }
                catch (RpcException problem) when (IsPassing(problem))
                {
                    if (last is null)
                        notice($"Teacher {endpoints[index]} does not answer ({ReasonOf(problem)}); trying for up to {options.Budget.TotalSeconds:0} s.");
                    last = problem;
                    Interlocked.CompareExchange(ref current, (index + 1) % clients.Length, index); // Unless another call has moved on already.
                    throw;
                }
            }, cancellation);
        }
        catch (TimeoutRejectedException spent)
        {
            throw new TeacherUnavailableException(
                $"No answer from teacher {string.Join(", ", endpoints)} within {options.Budget.TotalSeconds:0} s (last: {(last is null ? "no reply" : ReasonOf(last))}). Start the service again, then continue with --resume.", spent);
        }
        catch (RpcException refusal)
        {
            throw Refused(asked, refusal);
        }
    }

    private static RrmException Refused(TeacherEndpoint endpoint, RpcException refusal) => new($"Teacher {endpoint} refused: {refusal.Status.Detail}", refusal);

    // What the service said; or, where a call failed on this side, what the socket said: gRPC's own sentence tells of exceptions.
    private static string ReasonOf(RpcException problem) => (problem.Status.DebugException?.GetBaseException().Message ?? problem.Status.Detail).TrimEnd('.');

    // Internal and Unknown are what a connection that breaks in the middle of a reply looks like, and then there is an exception behind them;
    // said by the service itself, they are about the request and come again.
    private static bool IsPassing(RpcException problem) =>
        Passing.Contains(problem.StatusCode) || (problem.StatusCode is StatusCode.Internal or StatusCode.Unknown && problem.Status.DebugException is not null);
}
