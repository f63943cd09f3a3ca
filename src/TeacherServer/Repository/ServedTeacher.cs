using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Batching;

namespace Rrm.TeacherServer.Repository;

/// <summary>A loaded teacher, the thread that computes its batches, and what clients are told of it.</summary>
internal sealed class ServedTeacher(TeacherModel model, Batcher batcher, Teacher description) : IDisposable
{
    public string Name => description.Name;

    public string Version => description.Version;

    public string Sha256 => description.Sha256;

    public TeacherModel Model => model;

    public Batcher Batcher => batcher;

    /// <summary>Shared by all replies: read only.</summary>
    public Teacher Description => description;

    /// <summary>Computes what was admitted, and gives everything back. Who finds its batcher closed looks for the teacher that is served instead.</summary>
    // The batcher owns the runner, and the runner's bindings point into the model's session: this order.
    public void Dispose()
    {
        batcher.Dispose();
        model.Dispose();
    }
}
