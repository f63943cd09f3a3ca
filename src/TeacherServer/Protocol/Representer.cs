using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.ByReference;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Answers one request, however it came in: check, compute, reply.</summary>
internal sealed partial class Representer(
    Lifecycle lifecycle, TeacherRepository repository, ClientQuotas quotas, ReferenceAnswers references, ServerMetrics metrics, ILogger<Representer> logger)
{
    /// <summary>Answers a request that is a message. Its pixels must not change until then.</summary>
    public Task<Answer> RepresentAsync(RepresentRequest request, CallContext call)
    {
        var (exchange, answer) = (Exchange.Rent(), new MessageAnswer());
        exchange.Take(request);
        Represent(exchange, call, answer);
        return answer.Task;
    }

    /// <summary>Answers an exchange, and hands it to the sink, perhaps before this returns: the caller must not touch it any more.</summary>
    public void Represent(Exchange exchange, in CallContext call, IAnswerSink sink)
    {
        exchange.Begin(this, call, sink, exchange.IsPart ? default : metrics.Arrived(call.Caller.Name));
        Refusal? refusal;
        try
        {
            refusal = Submit(exchange);
        }
        catch (Exception problem)
        {
            refusal = Bug(problem);
        }
        if (refusal is not null)
            Refuse(exchange, refusal);
    }

    /// <summary>The batches are done with an exchange that was admitted.</summary>
    public void Finish(Exchange exchange)
    {
        var (teacher, pending) = (exchange.Served!, exchange.Pending);
        if (pending.QueueTime is { } wait)
            metrics.Queued(teacher.Name, wait);
        if (RefusalOf(exchange, pending.Outcome) is { } refusal)
        {
            Refuse(exchange, refusal);
            return;
        }
        TellAnswered(exchange);
    }

    /// <summary>Why no request is taken now, or null.</summary>
    public Refusal? NotServing => lifecycle.State switch
    {
        ServerState.Loading => new(StatusCode.Unavailable, RefusalReason.Loading, "The server is loading its teachers; retry, here or elsewhere."),
        ServerState.Draining => new(StatusCode.Unavailable, RefusalReason.Draining, "The server is draining; retry elsewhere."),
        _ => null,
    };

    /// <summary>That there is no teacher of this name, or no such version of it, to a client that might use it.</summary>
    public Refusal Unknown(string name, string version, Caller caller) => new(StatusCode.NotFound, RefusalReason.UnknownTeacher, repository.Find(name) is not null
        ? $"Teacher '{name}' has no version {Quoted.Of(version)} here. Loaded are {string.Join(", ", repository.Teachers.Where(teacher => teacher.Name == name).Select(teacher => teacher.Version))}."
        : $"There is no teacher {Quoted.Of(name)}. This server has {string.Join(", ", repository.Teachers.Where(teacher => caller.MayUse(teacher.Name)).Select(teacher => $"'{teacher.Name}'").Distinct())}.");

    // Null when the exchange was admitted: from then on it belongs to the batches.
    private Refusal? Submit(Exchange exchange)
    {
        while (true)
        {
            // A part of a request that was admitted before a drain is answered with it.
            if (!exchange.IsPart && NotServing is { } notServing)
                return notServing;
            if (exchange.Malformed is { } problem)
                return new(StatusCode.InvalidArgument, RefusalReason.Invalid, $"The message cannot be read: {problem}");
            if (!exchange.Call.Caller.MayUse(exchange.Teacher))
                return Denial.OfTeacher;
            if (repository.Find(exchange.Teacher, exchange.Version, exchange.Sha256) is not { } teacher)
                return Unknown(exchange.Teacher, exchange.Version, exchange.Call.Caller);
            exchange.Served = teacher;
            if (RequestCheck.Find(exchange, teacher) is { } refusal)
                return refusal;
            // A part's images are held by the whole.
            if (!exchange.IsPart && !TryHold(exchange, out var images))
                return OverQuota(exchange, teacher, images);
            if (exchange.Referring is { } message)
            {
                _ = AnswerReferencesAsync(exchange, message, teacher);
                return null;
            }
            var admission = Submit(exchange, teacher);
            if (admission == Admission.Admitted)
                return null;
            if (admission != Admission.Closed)
                return RefusalOf(exchange, teacher, admission);
            // It was replaced between the look-up and here: ask its successor.
            Release(exchange);
            exchange.Pending.Clear();
            if (repository.Find(exchange.Teacher, exchange.Version, exchange.Sha256) == teacher)
                return new(StatusCode.Unavailable, RefusalReason.Draining, "The server is stopping; retry elsewhere.");
        }
    }

    private async Task AnswerReferencesAsync(Exchange exchange, RepresentRequest message, ServedTeacher teacher)
    {
        Answer answer;
        try
        {
            while (true)
            {
                answer = await references.AnswerAsync(message, teacher.Description, pixels => RepresentPartAsync(pixels, exchange.Call), exchange.Call.Cancellation);
                if (answer.Refusal?.Reason != RefusalReason.Pinned || message.Sha256.Length > 0)
                    break;
                // It was replaced meanwhile, and the client did not insist on it: ask its successor.
                var successor = repository.Find(message.Teacher, message.Version);
                if (successor is null)
                    answer = Unknown(message.Teacher, message.Version, exchange.Call.Caller);
                if (successor is null || successor == teacher)
                    break;
                exchange.Served = teacher = successor;
            }
            if (answer.Response is { } response)
                exchange.Take(response);
        }
        catch (OperationCanceledException) when (exchange.Call.Cancellation.IsCancellationRequested)
        {
            answer = Gone(exchange);
        }
        catch (Exception problem)
        {
            answer = Bug(problem);
        }
        if (answer.Refusal is { } refusal)
            Refuse(exchange, refusal);
        else
            TellAnswered(exchange);
    }

    // The pixels of images that a request refers to go the way of any others, but for being counted: the request is.
    private Task<Answer> RepresentPartAsync(RepresentRequest pixels, in CallContext call)
    {
        var (part, answer) = (Exchange.Rent(), new MessageAnswer());
        part.Take(pixels);
        part.IsPart = true;
        Represent(part, call, answer);
        return answer.Task;
    }

    private bool TryHold(Exchange exchange, out int images)
    {
        images = exchange.Referring?.References.Indices.Count ?? exchange.Count;
        if (!quotas.TryEnter(exchange.Call.Caller, images))
            return false;
        exchange.HeldImages = images;
        return true;
    }

    private void Release(Exchange exchange)
    {
        if (exchange.HeldImages > 0)
            quotas.Leave(exchange.Call.Caller, exchange.HeldImages);
        exchange.HeldImages = 0;
    }

    private static Admission Submit(Exchange exchange, ServedTeacher teacher)
    {
        var (pending, description, call) = (exchange.Pending, teacher.Description, exchange.Call);
        if (exchange.WantsRepresentation || !exchange.WantsLogits)
            pending.Representation.Prepare(exchange.Count, description.RepresentationWidth, exchange.OutputFormat);
        if (exchange.WantsLogits)
            pending.Logits.Prepare(exchange.Count, description.Classes, exchange.OutputFormat);
        pending.Prepare(exchange.Pixels, exchange.PixelFormat, exchange.Count, new(call.Caller.Name, call.Work), call.Deadline);
        return teacher.Batcher.Submit(pending, call.Cancellation);
    }

    private static Refusal OverQuota(Exchange exchange, ServedTeacher teacher, int images)
    {
        var caller = exchange.Call.Caller;
        return images > caller.MaxImagesInFlight
            ? new(StatusCode.ResourceExhausted, RefusalReason.Quota,
                $"The request has {images} images; client {Quoted.Of(caller.Name)} may have {caller.MaxImagesInFlight} in flight. Send smaller requests.") { RetryAfter = TimeSpan.FromMilliseconds(-1) }
            : new(StatusCode.ResourceExhausted, RefusalReason.Quota,
                $"Client {Quoted.Of(caller.Name)} may have {caller.MaxImagesInFlight} images in flight, and {images} more would be too many. Wait for answers first.")
            { RetryAfter = teacher.Batcher.WaitFor(new(caller.Name, exchange.Call.Work), 0) };
    }

    private static Refusal RefusalOf(Exchange exchange, ServedTeacher teacher, Admission admission) => admission switch
    {
        Admission.QueueFull => new(StatusCode.ResourceExhausted, RefusalReason.QueueFull,
            $"{teacher.Batcher.WaitingImages} images wait for teacher '{teacher.Name}' already, and {exchange.Count} more do not fit. Retry later.")
        { RetryAfter = teacher.Batcher.UntilRoomFor(exchange.Count) },
        Admission.TooLate => new(StatusCode.DeadlineExceeded, RefusalReason.Deadline,
            $"The answer would come after the deadline: {teacher.Batcher.WaitingImages} images wait for teacher '{teacher.Name}' already."),
        _ => Gone(exchange),
    };

    private static Refusal? RefusalOf(Exchange exchange, BatchOutcome outcome) => outcome switch
    {
        BatchOutcome.Computed => null,
        BatchOutcome.Cancelled => Gone(exchange),
        BatchOutcome.Expired => Late(),
        BatchOutcome.PushedOut => new(StatusCode.ResourceExhausted, RefusalReason.QueueFull,
            $"Too many images wait for teacher '{exchange.Served!.Name}', and most of them are client {Quoted.Of(exchange.Call.Caller.Name)}'s. Retry later.")
        { RetryAfter = exchange.Served.Batcher.UntilRoomFor(exchange.Count) },
        _ => new(StatusCode.Internal, RefusalReason.Failed,
            $"Teacher '{exchange.Served!.Name}' failed on image {exchange.Pending.FailedImage} of the request. The server's log says why."),
    };

    // gRPC cancels a call whose deadline passes.
    private static Refusal Gone(Exchange exchange) =>
        exchange.Call.Deadline <= DateTime.UtcNow ? Late() : new(StatusCode.Cancelled, RefusalReason.Cancelled, "The call was cancelled.");

    private static Refusal Late() => new(StatusCode.DeadlineExceeded, RefusalReason.Deadline, "The deadline passed while the request waited.");

    private Refusal Bug(Exception problem)
    {
        LogBug(logger, problem);
        return new(StatusCode.Internal, RefusalReason.Failed, "The server failed on this request. Its log says why.");
    }

    private void Refuse(Exchange exchange, Refusal refusal)
    {
        Release(exchange);
        exchange.Refusal = refusal;
        if (!exchange.IsPart)
        {
            metrics.Refused(exchange.Served?.Name ?? "", exchange.Call.Caller.Name, refusal.Reason);
            LogRefused(logger, refusal.Code, refusal.Detail);
            exchange.Arrival.Leave(exchange.Teacher, exchange.Count, exchange.Pending.QueueTime, refusal.Reason);
        }
        exchange.Answer();
    }

    private void TellAnswered(Exchange exchange)
    {
        Release(exchange);
        if (!exchange.IsPart)
        {
            var teacher = exchange.Served!.Name;
            metrics.Answered(teacher, exchange.Call.Caller.Name, exchange.Count, exchange.Arrival.Elapsed);
            LogAnswered(logger, teacher, exchange.Count);
            exchange.Arrival.Leave(teacher, exchange.Count, exchange.Pending.QueueTime, null);
        }
        exchange.Answer();
    }

    [LoggerMessage(30, LogLevel.Debug, "Refused with {Code}: {Detail}")]
    private static partial void LogRefused(ILogger logger, StatusCode code, string detail);

    [LoggerMessage(32, LogLevel.Error, "A request ended in an unexpected failure")]
    private static partial void LogBug(ILogger logger, Exception problem);

    [LoggerMessage(31, LogLevel.Debug, "Teacher {Teacher} answered {Images} images")]
    private static partial void LogAnswered(ILogger logger, string teacher, int images);
}
