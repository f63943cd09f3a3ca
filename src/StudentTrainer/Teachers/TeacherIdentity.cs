using Rrm.Images;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>Who teaches: enough to name the teacher in results and to notice that it changed.</summary>
/// <param name="Name">For people.</param>
/// <param name="Sha256">Hex identity: of model.onnx for a folder or a service, of the parameters for a checkpoint.</param>
/// <param name="Endpoint">Where it answers; null in process.</param>
/// <param name="Device">What it computes on.</param>
/// <param name="Input">Shape of the images it takes.</param>
/// <param name="RepresentationWidth">Length of its representation.</param>
/// <param name="ClassNames">Names in the order of its logits.</param>
/// <param name="Temperature">What its logits were divided by; null where a service does not say.</param>
public sealed record TeacherIdentity(
    string Name, string Sha256, string? Endpoint, string Device, ImageShape Input, int RepresentationWidth, IReadOnlyList<string> ClassNames, double? Temperature)
{
    /// <summary>
    /// Hex identity of everything that decides the answers. That of model.onnx is; a checkpoint's parameters are not: architecture, normalization and
    /// temperature are beside them.
    /// </summary>
    public string FunctionSha256 { get; init; } = Sha256;

    /// <summary>What products are computed in: float32 of every exported teacher, whatever its model does inside; a checkpoint's is that of the student.</summary>
    public string Precision { get; init; } = "float32";
}
