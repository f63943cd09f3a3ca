using Rrm.Images;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>A batch and what the teacher said of it: representation [N,D] and logits [N,K], float32; null where it was not asked.</summary>
public sealed record Lesson(ImageBatch Batch, Tensor? Representation, Tensor? Logits = null) : IDisposable
{
    public void Dispose()
    {
        Representation?.Dispose();
        Logits?.Dispose();
        Batch.Dispose();
    }
}
