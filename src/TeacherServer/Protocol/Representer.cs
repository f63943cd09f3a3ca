using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Answers one request, however it came in: check, compute, reply.</summary>
internal sealed partial class Representer(Lifecycle lifecycle, TeacherRepository repository, ServerMetrics metrics, ILogger<Representer> logger)
{
    public async Task<Answer> RepresentAsync(RepresentRequest request, CallContext call)
    {
        var start = Stopwatch.GetTimestamp();
        Answer answer;
        try
        {
            answer = await AnswerAsync(request, call.Cancellation);
        }
        catch (Exception problem)
        {
            LogBug(logger, problem);
            answer = new Refusal(StatusCode.Internal, RefusalReason.Failed, "The server failed on this request. Its log says why.");
        }
        if (answer.Refusal is { } refusal)
        {
            metrics.Refused(refusal.Reason == RefusalReason.UnknownTeacher ? "" : request.Teacher, call.Caller.Name, refusal.Reason);
            LogRefused(logger, refusal.Code, refusal.Detail);
        }
        else
        {
            metrics.Answered(request.Teacher, call.Caller.Name, request.Images.Count, Stopwatch.GetElapsedTime(start));
            LogAnswered(logger, request.Teacher, request.Images.Count);
        }
        return answer;
    }

    /// <summary>Why no request is taken now, or null.</summary>
    public Refusal? NotServing => lifecycle.State switch
    {
        ServerState.Loading => new(StatusCode.Unavailable, RefusalReason.Loading, "The server is loading its teachers; retry, here or elsewhere."),
        ServerState.Draining => new(StatusCode.Unavailable, RefusalReason.Draining, "The server is draining; retry elsewhere."),
        _ => null,
    };

    /// <summary>That there is no teacher of this name, or no such version of it.</summary>
    public Refusal Unknown(string name, string version = "") => new(StatusCode.NotFound, RefusalReason.UnknownTeacher, repository.Find(name) is not null
        ? $"Teacher '{name}' has no version {Quoted.Of(version)} here. Loaded are {string.Join(", ", repository.Teachers.Where(teacher => teacher.Name == name).Select(teacher => teacher.Version))}."
        : $"There is no teacher {Quoted.Of(name)}. This server has {string.Join(", ", repository.Teachers.Select(teacher => $"'{teacher.Name}'").Distinct())}.");

    private async Task<Answer> AnswerAsync(RepresentRequest request, CancellationToken cancellation)
    {
        while (true)
        {
            if (NotServing is { } notServing)
                return notServing;
            if (repository.Find(request.Teacher, request.Version, request.Sha256) is not { } teacher)
                return Unknown(request.Teacher, request.Version);
            if (RequestCheck.Find(request, teacher) is { } refusal)
                return refusal;
            if (await ComputeAsync(request, teacher, cancellation) is { } answer)
                return answer;
            // One that was replaced between the look-up and here: ask its successor.
            if (repository.Find(request.Teacher, request.Version, request.Sha256) == teacher)
                return new Refusal(StatusCode.Unavailable, RefusalReason.Draining, "The server is stopping; retry elsewhere.");
        }
    }

    // Null when the teacher takes no requests any more.
    private static async Task<Answer?> ComputeAsync(RepresentRequest request, ServedTeacher teacher, CancellationToken cancellation)
    {
        var format = request.Format == FloatFormat.Unspecified ? FloatFormat.Float32 : request.Format;
        var (images, description) = (request.Images, teacher.Description);
        var representation = request.Representation || !request.Logits ? new OutputRows(images.Count, description.RepresentationWidth, format) : null;
        var logits = request.Logits ? new OutputRows(images.Count, description.Classes, format) : null;
        var pending = new PendingRequest(images.Pixels.Memory, images.Format, images.Count, representation, logits);

        return await teacher.Batcher.ComputeAsync(pending, cancellation) switch
        {
            BatchOutcome.Computed => new RepresentResponse
            {
                Teacher = teacher.Name,
                Sha256 = teacher.Sha256,
                Representation = Wire(representation),
                Logits = Wire(logits),
                Count = images.Count,
                RepresentationWidth = description.RepresentationWidth,
                Classes = description.Classes,
                Format = format,
            },
            BatchOutcome.QueueFull => new Refusal(StatusCode.ResourceExhausted, RefusalReason.QueueFull,
                $"{teacher.Batcher.WaitingImages} images wait for teacher '{teacher.Name}' already, and {images.Count} more do not fit. Retry later."),
            BatchOutcome.Closed => null,
            BatchOutcome.Cancelled => new Refusal(StatusCode.Cancelled, RefusalReason.Cancelled, "The call was cancelled, or its deadline passed."),
            _ => new Refusal(StatusCode.Internal, RefusalReason.Failed, $"Teacher '{teacher.Name}' failed on these images. The server's log says why."),
        };
    }

    // The bytes are complete and nobody writes them any more, so they need no copy.
    private static ByteString Wire(OutputRows? rows) => rows is null ? ByteString.Empty : UnsafeByteOperations.UnsafeWrap(rows.Bytes);

    [LoggerMessage(30, LogLevel.Information, "Refused with {Code}: {Detail}")]
    private static partial void LogRefused(ILogger logger, StatusCode code, string detail);

    [LoggerMessage(32, LogLevel.Error, "A request ended in an unexpected failure")]
    private static partial void LogBug(ILogger logger, Exception problem);

    [LoggerMessage(31, LogLevel.Debug, "Teacher {Teacher} answered {Images} images")]
    private static partial void LogAnswered(ILogger logger, string teacher, int images);
}
