using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.OnnxExport.Schema;

namespace Rrm.OnnxExport.Quantization;

/// <summary>A graph in ONNX Runtime on the CPU: what every output says of images, and what ONNX Runtime makes of the graph.</summary>
internal sealed class GraphSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions run = new();
    private readonly string[] outputs;

    public GraphSession(ModelProto model)
    {
        using var options = Options();
        session = new InferenceSession(model.ToByteArray(), options);
        outputs = [.. model.Graph.Output.Select(output => output.Name)];
    }

    /// <summary>The outputs for a batch, in the graph's order. Dispose them.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(ImageBatch batch)
    {
        var pixels = MemoryMarshal.Cast<byte, float>(batch.FloatPixels.Span).ToArray();
        using var images = OrtValue.CreateTensorValueFromMemory(pixels, [batch.Count, batch.Shape.Channels, batch.Shape.Height, batch.Shape.Width]);
        return session.Run(run, new Dictionary<string, OrtValue> { [TeacherTensors.Standard.Images] = images }, outputs);
    }

    /// <summary>The graph that is really computed on this processor.</summary>
    public static GraphProto Optimized(ModelProto model)
    {
        var file = Path.Combine(Path.GetTempPath(), $"rrm-{Path.GetRandomFileName()}.onnx");
        try
        {
            using (var options = Options())
            {
                options.OptimizedModelFilePath = file;
                new InferenceSession(model.ToByteArray(), options).Dispose();
            }
            using var stream = File.OpenRead(file);
            return ModelProto.Parser.ParseFrom(stream).Graph;
        }
        finally
        {
            File.Delete(file);
        }
    }

    public void Dispose()
    {
        run.Dispose();
        session.Dispose();
    }

    // It warns that an optimised graph is for this processor alone, which is what is wanted of it.
    private static SessionOptions Options() => new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
}
