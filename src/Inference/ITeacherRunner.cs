namespace Rrm.Inference;

/// <summary>
/// Computes batches in buffers of its own: write images, run, read outputs. One thread at a time.
/// </summary>
public interface ITeacherRunner : IDisposable
{
    /// <summary>Images in the largest batch.</summary>
    int Capacity { get; }

    /// <summary>The input buffer of a batch of this many images, [count, channels, height, width] in [0,1]. Write here, then run.</summary>
    Span<float> Images(int count);

    /// <summary>Computes the first <paramref name="count"/> images of the input buffer; 1 to <see cref="Capacity"/>.</summary>
    void Run(int count);

    /// <summary>Representations [count, width] of the last run. Valid until the next one.</summary>
    ReadOnlySpan<float> Representation(int count);

    /// <summary>Logits [count, classes] of the last run. Valid until the next one.</summary>
    ReadOnlySpan<float> Logits(int count);
}
