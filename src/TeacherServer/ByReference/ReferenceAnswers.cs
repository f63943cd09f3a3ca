using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Datasets;
using Rrm.Protocol.V1;
using Rrm.Representations;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.ByReference;

/// <summary>
/// Answers requests that refer to images: from the cache what is there, and the rest by making the views' pixels and going the way of any other request.
/// </summary>
internal sealed partial class ReferenceAnswers(DatasetRepository datasets, AnswerCache cache, ServerMetrics metrics, ILogger<ReferenceAnswers> logger)
{
    /// <summary>Admits a request with pixels and waits for its outputs.</summary>
    internal delegate Task<Answer> Compute(RepresentRequest pixels);

    private readonly ViewClaims claims = new();

    // A request of a few bytes can stand for megabytes of pixels. Until they are admitted, and counted by the queue, only so many are made at a time.
    private readonly SemaphoreSlim making = new(Environment.ProcessorCount);

    /// <summary>Outputs bit-equal to those of the pixels, or a refusal. Teacher, pin and format were checked.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits any more.</exception>
    public async Task<Answer> AnswerAsync(RepresentRequest request, Teacher teacher, Compute compute, CancellationToken cancellation)
    {
        if (ReferredViews.Resolve(request.References, teacher, datasets, out var resolved) is { } refusal)
            return refusal;
        var views = resolved!;
        try
        {
            if (views.Compare() is { } other)
                return other;
            return cache.Open(request, teacher, views) is { } answers
                ? await AnswerFromCacheAsync(request, teacher, views, answers, compute, cancellation)
                : await ComputeAsync(request, teacher, request.Format, views, [.. Enumerable.Range(0, views.Count)], compute, cancellation);
        }
        catch (DatasetException problem)
        {
            LogUnreadable(logger, problem, views.Images.Name, views.Images.Split);
            return new Refusal(StatusCode.FailedPrecondition, RefusalReason.Failed, $"An image of {views.Images.Name} {views.Images.Split} cannot be read here; the server's log says why. Send the pixels.");
        }
    }

    private async Task<Answer> AnswerFromCacheAsync(
        RepresentRequest request, Teacher teacher, ReferredViews views, CachedAnswers answers, Compute compute, CancellationToken cancellation)
    {
        var (slots, rows, computed) = (views.Slots, answers.Rows(views.Count), 0);
        var missing = answers.Read(slots, Enumerable.Range(0, views.Count), rows);
        using (var claim = claims.Take(answers.Outputs[0], slots, missing))
        {
            // Looked up once more: somebody may have stored them before they were claimed.
            if (await FillAsync(answers.Read(slots, claim.Mine, rows)) is { } refusal)
                return refusal;
            claim.Dispose();
            await claim.OthersDone.WaitAsync(cancellation);
            if (await FillAsync(answers.Read(slots, claim.Theirs, rows)) is { } another)
                return another;
        }
        metrics.Cache(teacher.Name, views.Count - computed, computed);
        return Response(request, teacher, views.Count, rows);

        async Task<Refusal?> FillAsync(IReadOnlyList<int> items)
        {
            if (items.Count == 0)
                return null;
            var answer = await ComputeAsync(request, teacher, FloatFormat.Float32, views, items, compute, cancellation);
            if (answer.Refusal is { } refusal)
                return refusal;
            Scatter(request, answer.Response!, items, rows);
            cache.Store(answers, slots, items, rows);
            computed += items.Count;
            return null;
        }
    }

    private async Task<Answer> ComputeAsync(
        RepresentRequest request, Teacher teacher, FloatFormat format, ReferredViews views, IReadOnlyList<int> items, Compute compute, CancellationToken cancellation)
    {
        Task<Answer> answer;
        await making.WaitAsync(cancellation);
        try
        {
            answer = compute(new()
            {
                // Pinned: an answer of a teacher that came in its place meanwhile must not be kept as this one's.
                Teacher = teacher.Name, Sha256 = teacher.Sha256, Representation = request.Representation, Logits = request.Logits, Format = format, Images = views.Show(items),
            });
        }
        finally
        {
            making.Release();
        }
        return await answer;
    }

    private static void Scatter(RepresentRequest request, RepresentResponse response, IReadOnlyList<int> items, float[][] rows)
    {
        var output = 0;
        if (request.Representation || !request.Logits)
            Spread(response.Representation, rows[output++]);
        if (request.Logits)
            Spread(response.Logits, rows[output]);

        void Spread(ByteString values, float[] all)
        {
            var width = values.Length / sizeof(float) / items.Count;
            for (var item = 0; item < items.Count; item++)
                MemoryMarshal.Cast<byte, float>(values.Span).Slice(item * width, width).CopyTo(all.AsSpan(items[item] * width));
        }
    }

    private static RepresentResponse Response(RepresentRequest request, Teacher teacher, int count, float[][] rows)
    {
        var (output, format) = (0, request.Format == FloatFormat.Float16 ? FloatFormat.Float16 : FloatFormat.Float32);
        return new()
        {
            Teacher = teacher.Name,
            Sha256 = teacher.Sha256,
            Representation = request.Representation || !request.Logits ? Wire(rows[output++], format) : ByteString.Empty,
            Logits = request.Logits ? Wire(rows[output], format) : ByteString.Empty,
            Count = count,
            RepresentationWidth = teacher.RepresentationWidth,
            Classes = teacher.Classes,
            Format = format,
        };
    }

    private static ByteString Wire(float[] values, FloatFormat format)
    {
        if (format == FloatFormat.Float32)
            return ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        var halves = new byte[values.Length * 2];
        TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(halves.AsSpan()));
        return UnsafeByteOperations.UnsafeWrap(halves);
    }

    [LoggerMessage(63, LogLevel.Error, "An image of {Name} {Split} that a client refers to cannot be read")]
    private static partial void LogUnreadable(ILogger logger, Exception problem, string name, string split);
}
