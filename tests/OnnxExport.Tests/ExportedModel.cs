using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm.OnnxExport.Tests;

/// <summary>An exported teacher in ONNX Runtime.</summary>
internal sealed class ExportedModel : IDisposable
{
    private readonly InferenceSession session;
    private readonly ImageShape shape;

    public ExportedModel(TeacherFolder teacher)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        session = new InferenceSession(teacher.ModelPath, options);
        shape = teacher.Manifest.Input;
    }

    public IReadOnlyDictionary<string, NodeMetadata> Outputs => session.OutputMetadata;

    public IReadOnlyDictionary<string, NodeMetadata> Inputs => session.InputMetadata;

    /// <summary>Pixels are one byte a value; any number of images.</summary>
    public (float[] Representation, float[] Logits) Run(byte[] pixels) => Run([.. pixels.Select(value => value / 255f)]);

    public (float[] Representation, float[] Logits) Run(float[] images)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(images, [images.Length / shape.Elements, shape.Channels, shape.Height, shape.Width]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, new Dictionary<string, OrtValue> { ["images"] = input }, ["representation", "logits"]);
        return (outputs[0].GetTensorDataAsSpan<float>().ToArray(), outputs[1].GetTensorDataAsSpan<float>().ToArray());
    }

    public void Dispose() => session.Dispose();
}
