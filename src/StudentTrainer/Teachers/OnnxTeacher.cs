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
    private readonly Stopwatch computing = new();

    /// <param name="folder">model.onnx and teacher.json.</param>
    /// <param name="device">Where answers become tensors, and where the teacher is wished to compute.</param>
    public OnnxTeacher(string folder, TorchSharp.torch.Device device)
    {
        this.device = device;
        model = TeacherModel.Load(folder, new InferenceOptions { Device = device.type == TorchSharp.DeviceType.CUDA ? Inference.Device.Auto : Inference.Device.Cpu });
        runner = model.CreateRunner();
        Identity = new(model.Name, model.Sha256, null, model.DeviceInUse.ToString().ToLowerInvariant(), model.Manifest.Input, model.Manifest.RepresentationWidth);
    }

    public TeacherIdentity Identity { get; }

    public TimeSpan Waited => computing.Elapsed;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches) => batches.Select(batch => new Lesson(batch, Represent(batch)));

    public void Dispose()
    {
        runner.Dispose();
        model.Dispose();
    }

    private Tensor Represent(ImageBatch batch)
    {
        computing.Start();
        using var scope = NewDisposeScope();
        var rows = empty([batch.Count, Identity.RepresentationWidth], ScalarType.Float32);
        var values = MemoryMarshal.Cast<byte, float>(rows.bytes);
        if (batch.Shifts is null)
            runner.Run(batch.Pixels.Span, batch.Count, values, []);
        else
            runner.Run(MemoryMarshal.Cast<byte, float>(batch.FloatPixels.Span), batch.Count, values, []);
        computing.Stop();
        return rows.to(device).MoveToOuterDisposeScope();
    }
}
