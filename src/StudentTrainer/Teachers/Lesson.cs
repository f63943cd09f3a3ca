using Rrm.Images;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>A batch and what the teacher said of it: [N,D] float32, or null where no teacher is needed.</summary>
public sealed record Lesson(ImageBatch Batch, Tensor? Representation) : IDisposable
{
    public void Dispose()
    {
        Representation?.Dispose();
        Batch.Dispose();
    }
}
