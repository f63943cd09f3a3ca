using System.Diagnostics;
using System.Runtime.InteropServices;
using Rrm.Images;
using Rrm.Inference;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>An exported teacher folder that teaches in process, by ONNX Runtime.</summary>
public sealed class OnnxTeacher : ITeacher
{
    private readonly TeacherModel model;
    private readonly TeacherRunner runner;
    private readonly TorchSharp.torch.Device device;
    private readonly TeacherOutputs needs;
    private readonly Stopwatch computing = new();

    /// <param name="folder">model.onnx and teacher.json.</param>
    /// <param name="device">Where answers become tensors, and where the teacher is wished to compute.</param>
    /// <param name="needs">What lessons hold.</param>
    public OnnxTeacher(string folder, TorchSharp.torch.Device device, TeacherOutputs needs = TeacherOutputs.Representation)
    {
        (this.device, this.needs) = (device, needs);
        model = TeacherModel.Load(folder, new InferenceOptions { Device = device.type == TorchSharp.DeviceType.CUDA ? Inference.Device.Auto : Inference.Device.Cpu });
        runner = model.CreateRunner();
        Identity = new(model.Name, model.Sha256, null, model.DeviceInUse.ToString().ToLowerInvariant(), model.Manifest.Input, model.Manifest.RepresentationWidth, model.Manifest.ClassNames, model.Manifest.Temperature);
    }

    public TeacherIdentity Identity { get; }

    public TimeSpan Waited => computing.Elapsed;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches) => batches.Select(Teach);

    public void Dispose()
    {
        runner.Dispose();
        model.Dispose();
    }

    private Lesson Teach(ImageBatch batch)
    {
        if (batch.Count == 0)
            return new(batch, null);
        computing.Start();
        using var scope = NewDisposeScope();
        var representation = Rows(TeacherOutputs.Representation, batch.Count, Identity.RepresentationWidth);
        var logits = Rows(TeacherOutputs.Logits, batch.Count, Identity.ClassNames.Count);
        if (batch.Shifts is null)
            runner.Run(batch.Pixels.Span, batch.Count, Floats(representation), Floats(logits));
        else
            runner.Run(MemoryMarshal.Cast<byte, float>(batch.FloatPixels.Span), batch.Count, Floats(representation), Floats(logits));
        computing.Stop();
        return new(batch, representation?.to(device).MoveToOuterDisposeScope(), logits?.to(device).MoveToOuterDisposeScope());
    }

    private Tensor? Rows(TeacherOutputs output, int count, int width) => needs.HasFlag(output) ? empty([count, width], ScalarType.Float32) : null;

    private static Span<float> Floats(Tensor? rows) => rows is null ? [] : MemoryMarshal.Cast<byte, float>(rows.bytes);
}
