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
    private readonly TeacherOutputs needs;
    private readonly Stopwatch computing = new();

    /// <param name="checkpoint">The teacher.</param>
    /// <param name="name">For people.</param>
    /// <param name="device">Of the student.</param>
    /// <param name="precision">Of the student.</param>
    /// <param name="needs">What lessons hold.</param>
    public NetworkTeacher(Checkpoint checkpoint, string name, Device device, Precision precision, TeacherOutputs needs = TeacherOutputs.Representation)
    {
        (this.checkpoint, this.needs) = (checkpoint, needs);
        network = Network.Load(checkpoint, device);
        frozen = network.Freeze(precision);
        Identity = new(name, checkpoint.ParametersSha256(), null, device.type.ToString().ToLowerInvariant(),
            checkpoint.Architecture.Input, checkpoint.Architecture.RepresentationWidth, checkpoint.Manifest.ClassNames, checkpoint.Manifest.Temperature)
        {
            FunctionSha256 = checkpoint.FunctionSha256(),
            Precision = precision.ToString().ToLowerInvariant(),
        };
    }

    public TeacherIdentity Identity { get; }

    public TimeSpan Waited => computing.Elapsed;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches) => batches.Select(Teach);

    /// <summary>Identity of the weights as they are now; equal to the identity's, always.</summary>
    internal string ParametersSha256() => (checkpoint with { Tensors = network.Export() }).ParametersSha256();

    public void Dispose()
    {
        frozen.Dispose();
        network.Dispose();
    }

    private Lesson Teach(ImageBatch batch)
    {
        if (batch.Count == 0)
            return new(batch, null);
        computing.Start();
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (representation, logits) = network.Forward(batch.ToPixels(network.Device));
        var lesson = new Lesson(batch, Asked(TeacherOutputs.Representation, representation), Asked(TeacherOutputs.Logits, logits));
        computing.Stop();
        return lesson;
    }

    private Tensor? Asked(TeacherOutputs output, Tensor values) => needs.HasFlag(output) ? values.MoveToOuterDisposeScope() : null;
}
