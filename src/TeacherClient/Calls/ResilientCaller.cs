using System.Diagnostics;
using System.Net;
using Grpc.Core;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Rrm.Clients.Replicas;
using Rrm.Protocol.V1;

namespace Rrm.Clients.Calls;

/// <summary>
/// Brings calls to an answer: on the endpoint with the fewest images under way; a second time elsewhere while the first attempt is a straggler; again,
/// after a pause, when it failed for a passing reason; until the time or the attempts are spent. Safe for concurrent calls.
/// </summary>
internal sealed class ResilientCaller : IDisposable
{
    private readonly string endpoints;
    private readonly TeacherClientOptions options;
    private readonly ReplicaSet replicas;
    private readonly InFlightWindow window;
    private readonly HedgePolicy hedging;
    private readonly ResiliencePipeline pipeline;
    private readonly Metadata headers;
    private long answers, retries, hedges, hedgesWon, pushbacks;
    private volatile string? lastProblem;

    public ResilientCaller(IReadOnlyList<TeacherEndpoint> endpoints, TeacherClientOptions options, Func<string, Task<IPAddress[]>> resolve)
    {
        (this.endpoints, this.options) = (string.Join(", ", endpoints), options);
        replicas = new(endpoints, options, resolve);
        window = new(options.Depth);
        hedging = new(options.HedgeMultiple, options.HedgeShare);
        headers = CallHeaders.Of(options);
        pipeline = Pipeline();
    }

    public TeacherStatistics Statistics
    {
        get
        {
            var all = replicas.All;
            return new(all.Count(replica => replica.IsUp), all.Count, all.Sum(replica => replica.InFlight.Attempts), window.Size, Interlocked.Read(ref answers),
                Interlocked.Read(ref retries), Interlocked.Read(ref hedges), Interlocked.Read(ref hedgesWon), Interlocked.Read(ref pushbacks), lastProblem);
        }
    }

    /// <exception cref="TeacherUnavailableException">The time or the attempts are spent.</exception>
    /// <exception cref="TeacherCallException">The service refused.</exception>
    public async Task<TReply> CallAsync<TReply>(Question<TReply> question, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(async token => await TryAsync(question, token), cancellation);
        }
        catch (TimeoutRejectedException spent)
        {
            var reason = question.Problem is { } last ? Failure.Reason(last) : "no reply";
            throw new TeacherUnavailableException(
                $"No answer from teacher {endpoints} within {options.Timeout.TotalSeconds:0.#} s (last: {reason}).", question.Problem?.StatusCode ?? StatusCode.DeadlineExceeded, spent);
        }
        catch (RpcException problem) when (Failure.IsPassing(problem))
        {
            throw new TeacherUnavailableException($"Teacher {endpoints} does not answer ({Failure.Reason(problem)}).", problem.StatusCode, problem);
        }
        catch (RpcException refusal)
        {
            throw Refused(question.Failed, refusal);
        }
    }

    /// <summary>Puts a question to every endpoint, once; null where none answers within the time of a greeting.</summary>
    public async Task<TReply?[]> GreetAsync<TReply>(Question<TReply> question, CancellationToken cancellation) where TReply : class => await Task.WhenAll(replicas.All.Select(async replica =>
    {
        try
        {
            using var call = question.Start(replica, Options(options.Greeting, cancellation));
            return await call.ResponseAsync;
        }
        catch (RpcException cancelled) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancelled.Message, cancelled, cancellation);
        }
        catch (RpcException problem) when (Failure.IsPassing(problem))
        {
            replica.Breaker.Trip(); // It would only cost others their time.
            Tell(replica, replica.Failed(), problem);
            return null;
        }
        catch (RpcException refusal)
        {
            throw Refused(replica, refusal);
        }
    }));

    public void Dispose() => replicas.Dispose();

    private ResiliencePipeline Pipeline()
    {
        var builder = new ResiliencePipelineBuilder();
        if (options.Timeout != Timeout.InfiniteTimeSpan)
            builder.AddTimeout(options.Timeout);
        if (options.MaxAttempts > 1)
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<RpcException>(Failure.IsPassing),
                MaxRetryAttempts = options.MaxAttempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.FirstPause,
                MaxDelay = options.LongestPause,
                DelayGenerator = failed => ValueTask.FromResult(failed.Outcome.Exception is RpcException problem ? Failure.Pushback(problem) : null),
                OnRetry = _ =>
                {
                    Interlocked.Increment(ref retries);
                    return default;
                },
            });
        return builder.Build();
    }

    private async Task<TReply> TryAsync<TReply>(Question<TReply> question, CancellationToken token)
    {
        var place = await window.EnterAsync(token);
        try
        {
            await replicas.FreshenAsync(token);
            var reply = await RaceAsync(question, token);
            window.Grow();
            Interlocked.Increment(ref answers);
            lastProblem = null;
            return reply;
        }
        catch (RpcException problem)
        {
            question.Problem = problem;
            lastProblem = Failure.Reason(problem);
            if (problem is FailedAttempt { IsOverload: true } && options.AdaptsDepth)
                window.Shrink(place);
            throw;
        }
        finally
        {
            window.Leave();
        }
    }

    // One attempt, and a second one elsewhere while the first is a straggler. The first answer wins, the other attempt is cancelled.
    private async Task<TReply> RaceAsync<TReply>(Question<TReply> question, CancellationToken token)
    {
        var first = replicas.Take(question.Images, question.Failed);
        using var race = CancellationTokenSource.CreateLinkedTokenSource(token);
        var attempts = new List<Task<TReply>>(2) { AttemptAsync(question, first, race.Token) };
        var hedgeWon = false;
        try
        {
            if (question.IsTimed && await SecondAsync(question, first, attempts[0], race.Token) is { } second)
                attempts.Add(AttemptAsync(question, second, race.Token));
            var left = attempts.Count;
            await foreach (var done in Task.WhenEach(attempts))
                if (done.IsCompletedSuccessfully || --left == 0)
                {
                    hedgeWon = done.IsCompletedSuccessfully && done != attempts[0];
                    return await done;
                }
            throw new UnreachableException();
        }
        finally
        {
            await race.CancelAsync();
            // Nobody may still be reading the caller's memory when this returns.
            await ((Task)Task.WhenAll(attempts)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (hedgeWon)
                Interlocked.Increment(ref hedgesWon);
            if (hedgeWon && attempts[0].IsCanceled)
                Tell(first, first.Lagged(), "others answer sooner");
        }
    }

    // Who should be asked too; null when the first attempt ends in time or nobody else may be asked.
    private async Task<Replica?> SecondAsync<TReply>(Question<TReply> question, Replica first, Task<TReply> attempt, CancellationToken token)
    {
        hedging.Asked();
        if (hedging.Patience is not { } patience || await Task.WhenAny(attempt, Task.Delay(patience, token)) == attempt || token.IsCancellationRequested || !hedging.TryTake())
            return null;
        if (replicas.TakeOther(question.Images, first) is { } second)
        {
            Interlocked.Increment(ref hedges);
            return second;
        }
        hedging.GiveBack();
        return null;
    }

    private async Task<TReply> AttemptAsync<TReply>(Question<TReply> question, Replica replica, CancellationToken token)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var call = question.Start(replica, Options(options.Attempt, token));
            var reply = await call.ResponseAsync;
            if (question.IsTimed)
                hedging.Answered(Stopwatch.GetElapsedTime(began));
            Hear(replica);
            return reply;
        }
        catch (RpcException cancelled) when (token.IsCancellationRequested)
        {
            // gRPC tells of our own cancelling by a status; whoever cancelled wants the exception.
            replica.Breaker.Abandoned();
            throw new OperationCanceledException(cancelled.Message, cancelled, token);
        }
        catch (RpcException problem)
        {
            if (problem.StatusCode == StatusCode.ResourceExhausted)
                Interlocked.Increment(ref pushbacks);
            var isOverload = Failure.IsOverload(problem, Stopwatch.GetElapsedTime(began), options.Attempt);
            if (isOverload || !Failure.IsPassing(problem))
                Hear(replica);
            else
                Tell(replica, replica.Failed(), problem);
            throw new FailedAttempt(replica, problem, isOverload);
        }
        finally
        {
            replicas.Release(replica, question.Images);
        }
    }

    private CallOptions Options(TimeSpan time, CancellationToken token) => new(headers, DateTime.UtcNow + time, token);

    private void Hear(Replica replica)
    {
        if (replica.Heard())
            options.Notice($"Teacher {replica} answers again.");
    }

    private void Tell(Replica replica, bool isNews, RpcException problem) => Tell(replica, isNews, Failure.Reason(problem));

    private void Tell(Replica replica, bool isNews, string reason)
    {
        if (isNews)
            options.Notice($"Teacher {replica} does not answer ({reason}); {(replicas.All.Count > 1 ? "the others serve until it does" : "asking until it does")}.");
    }

    private static TeacherCallException Refused(Replica? replica, RpcException refusal) => new(refusal.StatusCode, $"Teacher {replica} refused: {refusal.Status.Detail}", refusal);
}
