using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>The outputs that a request wants.</summary>
/// <param name="Names">In the order in which they are answered.</param>
/// <param name="Format">Of all of them.</param>
internal readonly record struct InferOutputs(IReadOnlyList<string> Names, FloatFormat Format)
{
    // The protocol's for a class index and a score in place of the tensor.
    private const string Classification = "classification";

    private static readonly string[] All = [TensorNames.Representation, TensorNames.Logits];

    public string Datatype => Format == FloatFormat.Float16 ? TensorNames.Fp16 : TensorNames.Fp32;

    /// <summary>The first thing that is wrong with what the request wants, or null and the outputs.</summary>
    public static Refusal? Read(ModelInferRequest request, out InferOutputs outputs)
    {
        outputs = default;
        string[] names = request.Outputs.Count == 0 ? All : [.. request.Outputs.Select(output => output.Name)];
        if (names.Except(All).Any() || names.Distinct().Count() < names.Length)
            return Misuse.Of($"The outputs are {Listed.Of(names)}; expected '{TensorNames.Representation}', '{TensorNames.Logits}', or both of them, each once.");
        foreach (var output in request.Outputs)
        {
            if (SharedMemory.Find(output.Parameters, "output", output.Name) is { } shared)
                return shared;
            if (output.Parameters.ContainsKey(Classification))
                return Misuse.Of($"The output '{output.Name}' asks for {Classification}; this server answers tensors. Take the largest of '{TensorNames.Logits}'.");
        }

        // What an output asks for itself goes before what the request asks for all.
        var common = DatatypeIn(request.Parameters) ?? TensorNames.Fp32;
        var asked = request.Outputs.Select(output => DatatypeIn(output.Parameters) ?? common).DefaultIfEmpty(common).Distinct().ToList();
        if (asked.Count > 1)
            return Misuse.Of($"The outputs are asked for as {Listed.Of(asked)}; expected one datatype in one request.");
        if (asked[0] is not (TensorNames.Fp32 or TensorNames.Fp16))
            return Misuse.Of($"{TensorNames.Datatype} is {Quoted.Of(asked[0])}; expected FP32 or FP16.");
        outputs = new(names, asked[0] == TensorNames.Fp16 ? FloatFormat.Float16 : FloatFormat.Float32);
        return null;
    }

    // Empty, hence refused, when it is there but no text.
    private static string? DatatypeIn(IReadOnlyDictionary<string, InferParameter> parameters) =>
        parameters.TryGetValue(TensorNames.Datatype, out var datatype) ? datatype.StringParam : null;
}
