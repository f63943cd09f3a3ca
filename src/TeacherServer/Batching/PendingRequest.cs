using System.Diagnostics;
using System.Runtime.InteropServices;
using Rrm.Inference;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Batching;

/// <summary>
/// One caller's images on their way through the batches. Pixels were checked at admission. The batcher's thread reads and fills it;
/// anyone may complete it, and the first outcome stands.
/// </summary>
internal sealed class PendingRequest(ReadOnlyMemory<byte> pixels, PixelFormat format, int count, OutputRows? representation, OutputRows? logits)
{
    // Asynchronous continuations: the batcher's thread must never run a caller's code.
    private readonly TaskCompletionSource<BatchOutcome> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int computed;

    public int Count => count;

    /// <summary>Images that a batch has taken already. Guarded by the queue's lock.</summary>
    public int Taken { get; set; }

    /// <summary>As of <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long Admitted { get; } = Stopwatch.GetTimestamp();

    /// <summary>From admission to the first batch; null when no batch took it.</summary>
    public TimeSpan? QueueTime { get; set; }

    public Task<BatchOutcome> Completion => completion.Task;

    public void Complete(BatchOutcome outcome) => completion.TrySetResult(outcome);

    /// <summary>Gathers images into a batch, as float32 in [0,1].</summary>
    public void CopyImages(int first, int images, Span<float> destination)
    {
        var imageBytes = pixels.Length / count;
        var source = pixels.Span.Slice(first * imageBytes, images * imageBytes);
        if (format == PixelFormat.Uint8)
            Pixels.ToFloat(source, destination);
        else
            MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
    }

    /// <summary>Takes its rows of a batch's outputs; completes with the last of them.</summary>
    public void Accept(int first, int images, ReadOnlySpan<float> representationRows, ReadOnlySpan<float> logitRows)
    {
        representation?.Write(first, representationRows);
        logits?.Write(first, logitRows);
        computed += images;
        if (computed == count)
            Complete(BatchOutcome.Computed);
    }
}
