using Rrm.Checkpoints;
using Rrm.Inference;

namespace Rrm.OnnxExport;

/// <summary>Whether a teacher folder, in ONNX Runtime as the service loads it, answers as the network that it was exported from.</summary>
public static class TeacherCheck
{
    /// <summary>Largest difference allowed, as a share of the largest expected value, or of 1 where that is smaller.</summary>
    public const float Tolerance = 1e-4f;

    // Smaller than the vectors' batch, so that more than one batch size is tried.
    private const int Capacity = 3;

    /// <summary>Compares the answers for <c>images</c> with <c>representation</c> and <c>logits</c> of a safetensors file; all float32, N first.</summary>
    /// <returns>The largest difference of each output.</returns>
    /// <exception cref="RrmException">The teacher cannot be loaded, the file does not fit it, or a difference is too large.</exception>
    public static (float Representation, float Logits) Run(string folder, string vectors)
    {
        using var model = TeacherModel.Load(folder, new InferenceOptions { Device = Device.Cpu });
        if (model.Manifest.Precision != TeacherPrecision.Float32)
            throw new RrmException($"'{folder}' is an {model.Manifest.Precision} teacher, which answers otherwise than its network by design: 'fidelity' in its {TeacherFolder.ManifestFile} says by how much. Check the float32 teacher.");
        using var runner = model.CreateRunner(Capacity);
        var (manifest, tensors) = (model.Manifest, SafeTensors.Read(vectors));
        var (channels, height, width) = manifest.Input;
        var images = Find("images", channels, height, width);
        var count = (int)images.Shape[0];
        var (representation, logits) = (new float[count * manifest.RepresentationWidth], new float[count * manifest.Classes]);
        runner.Run(images.Floats, count, representation, logits);
        return (Difference("representation", representation, manifest.RepresentationWidth), Difference("logits", logits, manifest.Classes));

        TensorData Find(string name, params long[] shape) =>
            tensors.TryGetValue(name, out var tensor) && tensor.Type == TensorType.F32 && tensor.Shape.Count > 0 && tensor.Shape[0] is > 0 and < int.MaxValue && tensor.Shape.Skip(1).SequenceEqual(shape)
                ? tensor
                : throw new RrmException($"'{vectors}' has no float32 tensor '{name}' of shape [N, {string.Join(", ", shape)}]; expected images, representation and logits for this teacher.");

        float Difference(string name, float[] answers, int outputs)
        {
            var expected = Find(name, outputs).Floats;
            if (expected.Length != answers.Length)
                throw new RrmException($"'{vectors}' has '{name}' for {expected.Length / outputs} images; expected {count}, as 'images' has.");
            var (difference, scale) = (0f, 1f);
            for (var index = 0; index < answers.Length; index++)
                (difference, scale) = (Math.Max(difference, Math.Abs(answers[index] - expected[index])), Math.Max(scale, Math.Abs(expected[index])));
            return difference <= Tolerance * scale // False for NaN as well.
                ? difference
                : throw new RrmException($"'{folder}' answers other than it should: '{name}' differs by up to {difference:g3}, where values reach {scale:g3}; at most {Tolerance * scale:g3} was expected. Export it again.");
        }
    }
}
