using System.Diagnostics;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>A checkpoint that teaches in process, on the student's device and in the student's precision.</summary>
public sealed class NetworkTeacher : ITeacher
{
    private readonly Checkpoint checkpoint;
    private readonly Network network;
    private readonly IDisposable frozen;
    private readonly Stopwatch computing = new();

    public NetworkTeacher(Checkpoint checkpoint, string name, Device device, Precision precision)
    {
        this.checkpoint = checkpoint;
        network = Network.Load(checkpoint, device);
        frozen = network.Freeze(precision);
        Identity = new(name, checkpoint.ParametersSha256(), null, device.type.ToString().ToLowerInvariant(),
            checkpoint.Architecture.Input, checkpoint.Architecture.RepresentationWidth);
    }

    public TeacherIdentity Identity { get; }

    public TimeSpan Waited => computing.Elapsed;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches) => batches.Select(batch => new Lesson(batch, Represent(batch)));

    /// <summary>Identity of the weights as they are now; equal to the identity's, always.</summary>
    internal string ParametersSha256() => (checkpoint with { Tensors = network.Export() }).ParametersSha256();

    public void Dispose()
    {
        frozen.Dispose();
        network.Dispose();
    }

    private Tensor Represent(ImageBatch batch)
    {
        computing.Start();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var representation = network.Forward(batch.ToPixels(network.Device)).Representation.MoveToOuterDisposeScope();
        computing.Stop();
        return representation;
    }
}
