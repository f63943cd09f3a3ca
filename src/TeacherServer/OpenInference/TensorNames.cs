using Rrm.Protocol.Inference;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>The words of the protocol: tensors, datatypes, parameters.</summary>
internal static class TensorNames
{
    public const string Images = "images";
    public const string Representation = "representation";
    public const string Logits = "logits";

    public const string Uint8 = "UINT8";
    public const string Fp16 = "FP16";
    public const string Fp32 = "FP32";

    /// <summary>In a request: the identity that the teacher must have. In an answer: the one it has.</summary>
    public const string Sha256 = "teacher.sha256";

    /// <summary>In a request, or on an output that it asks for: the datatype of the outputs.</summary>
    public const string Datatype = "teacher.dtype";

    /// <summary>In an answer: the device that computed it.</summary>
    public const string Device = "teacher.device";

    public static InferParameter Parameter(string value) => new() { StringParam = value };
}
