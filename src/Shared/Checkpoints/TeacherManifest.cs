namespace Rrm.Checkpoints;

/// <summary>What teacher.json says: the model's manifest, and the identity and interface of model.onnx.</summary>
public sealed record TeacherManifest : ModelManifest
{
    /// <summary>Hex SHA-256 of model.onnx: the teacher's identity.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Hex SHA-256 over the parameters' names and bytes, equal for two exports of one checkpoint.</summary>
    public required string ParametersSha256 { get; init; }

    public required int Opset { get; init; }

    public required TeacherTensors Tensors { get; init; }
}
