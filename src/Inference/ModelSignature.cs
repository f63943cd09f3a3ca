using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>Whether a graph takes and gives what its manifest says.</summary>
internal static class ModelSignature
{
    public static void Check(TeacherFolder folder, InferenceSession session)
    {
        var manifest = folder.Manifest;
        var (shape, tensors) = (manifest.Input, manifest.Tensors);
        var problems = new List<string>();
        Compare("input", session.InputMetadata, tensors.Images, [-1, shape.Channels, shape.Height, shape.Width], problems);
        Compare("output", session.OutputMetadata, tensors.Representation, [-1, manifest.RepresentationWidth], problems);
        Compare("output", session.OutputMetadata, tensors.Logits, [-1, manifest.Classes], problems);
        if (session.InputMetadata.Count > 1)
            problems.Add($"it has {session.InputMetadata.Count} inputs ({string.Join(", ", session.InputNames)}); one was expected");
        if (problems.Count > 0)
            throw new RrmException($"'{folder.ModelPath}' contradicts its {TeacherFolder.ManifestFile}: {string.Join("; ", problems)}. Export the teacher again.");
    }

    private static void Compare(string kind, IReadOnlyDictionary<string, NodeMetadata> nodes, string name, int[] expected, List<string> problems)
    {
        if (!nodes.TryGetValue(name, out var node))
            problems.Add($"{kind} '{name}' was expected; it has {string.Join(", ", nodes.Keys.Select(key => $"'{key}'"))}");
        else if (!node.IsTensor || node.ElementDataType != TensorElementType.Float)
            problems.Add($"{kind} '{name}' holds {(node.IsTensor ? node.ElementDataType : node.OnnxValueType)}; float32 was expected");
        else if (!node.Dimensions.SequenceEqual(expected))
            problems.Add($"{kind} '{name}' has shape {Show(node.Dimensions)}; {Show(expected)} was expected");
    }

    private static string Show(int[] shape) => $"[{string.Join(", ", shape.Select(size => size < 0 ? "N" : $"{size}"))}]";
}
