using Microsoft.ML.OnnxRuntime;

namespace Rrm.Inference;

/// <summary>A runner's buffers as ONNX Runtime takes them, for one batch size.</summary>
internal sealed class BatchBinding : IDisposable
{
    private readonly OrtValue representation;
    private readonly OrtValue logits;

    public BatchBinding(OrtIoBinding io, (string Name, OrtValue Value) images, (string Name, OrtValue Value) representation, (string Name, OrtValue Value) logits)
    {
        (Io, Images, this.representation, this.logits) = (io, images.Value, representation.Value, logits.Value);
        io.BindInput(images.Name, images.Value);
        io.BindOutput(representation.Name, representation.Value);
        io.BindOutput(logits.Name, logits.Value);
    }

    public OrtIoBinding Io { get; }

    public OrtValue Images { get; }

    public void Dispose()
    {
        Io.Dispose();
        Images.Dispose();
        representation.Dispose();
        logits.Dispose();
    }
}
