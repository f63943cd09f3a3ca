using System.Diagnostics;
using System.Runtime.InteropServices;
using Rrm.Inference;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Batching;

/// <summary>
/// One caller's images on their way through the batches. Used again and again: prepared, submitted, done. It is done only when none of its images
/// is being computed, cancelled or not: until then its memory belongs to the batches.
/// </summary>
/// <param name="whenDone">Runs on the thread pool, never on a runner's thread.</param>
internal sealed class PendingRequest(IThreadPoolWorkItem whenDone)
{
    private ReadOnlyMemory<byte> pixels;
    private int imageBytes;
    private Sample[] samples = [];

    public FlowKey Key { get; private set; }

    /// <summary>UTC.</summary>
    public DateTime Deadline { get; private set; }

    public PixelFormat Format { get; private set; }

    public int Count { get; private set; }

    /// <summary>Prepare those that are wanted before the request is submitted.</summary>
    public OutputRows Representation { get; } = new();

    /// <inheritdoc cref="Representation"/>
    public OutputRows Logits { get; } = new();

    /// <summary>Bytes that it holds until it is done.</summary>
    public long Bytes => pixels.Length + (long)Representation.Bytes.Length + Logits.Bytes.Length;

    /// <summary>How it ended; read when it is done.</summary>
    public BatchOutcome Outcome => Decided ?? BatchOutcome.Computed;

    /// <summary>The image on which the model failed.</summary>
    public int FailedImage { get; set; }

    /// <summary>From admission to the first batch; null when none of it came that far.</summary>
    public TimeSpan? QueueTime { get; set; }

    /// <summary>Where it waits, to be told that its caller went away.</summary>
    public SampleQueue? Queue { get; set; }

    public CancellationTokenRegistration Registration { get; set; }

    // From here on: guarded by the queue's lock.

    public Span<Sample> Samples => samples;

    public BatchOutcome? Decided { get; set; }

    public bool IsAdmitted { get; set; }

    public long AdmittedAt { get; set; }

    public int Waiting { get; set; }

    public int Running { get; set; }

    public Flow? Flow { get; set; }

    public PendingRequest? Next { get; set; }

    public PendingRequest? Previous { get; set; }

    private int cursor;

    /// <summary>Takes over pixels that were checked: their length is that of count images of this format.</summary>
    public void Prepare(ReadOnlyMemory<byte> pixels, PixelFormat format, int count, FlowKey key, DateTime deadline)
    {
        (this.pixels, Format, Count, Key, Deadline) = (pixels, format, count, key, deadline);
        (imageBytes, cursor, Decided, QueueTime) = (pixels.Length / count, 0, null, null);
        if (samples.Length < count)
            samples = new Sample[Math.Max(count, 2 * samples.Length)];
        for (var index = 0; index < count; index++)
            samples[index] = new Sample { Hash = PixelHash.Of(PixelsOf(index), (int)format) };
    }

    public ReadOnlySpan<byte> PixelsOf(int index) => pixels.Span.Slice(index * imageBytes, imageBytes);

    /// <summary>Copies an image into a batch, as float32 in [0,1].</summary>
    public void CopyImage(int index, Span<float> destination)
    {
        if (Format == PixelFormat.Uint8)
            Pixels.ToFloat(PixelsOf(index), destination);
        else
            MemoryMarshal.Cast<byte, float>(PixelsOf(index)).CopyTo(destination);
    }

    /// <summary>The first image that waits; some may have gone ahead with equal ones of others.</summary>
    public SampleRef FirstWaiting()
    {
        while (samples[cursor].State != SampleState.Waiting)
            cursor++;
        return new(this, cursor);
    }

    public void Complete() => ThreadPool.UnsafeQueueUserWorkItem(whenDone, preferLocal: false);

    /// <summary>Once it is done nobody reads them.</summary>
    public void ForgetPixels() => pixels = default;

    /// <summary>Gives its memory back and forgets everybody.</summary>
    public void Clear()
    {
        Representation.Clear();
        Logits.Clear();
        samples.AsSpan(0, Count).Clear();
        (pixels, Count, Queue, Registration, Key, QueueTime) = (default, 0, null, default, default, null);
    }
}
