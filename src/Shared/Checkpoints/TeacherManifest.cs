using System.Text.Json.Serialization;

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

    /// <summary>What the graph computes in, one of <see cref="TeacherPrecision"/>; not written where it is float32.</summary>
    [JsonIgnore]
    public string Precision { get; init; } = TeacherPrecision.Float32;

    /// <summary>Answers to compare with where the teacher is loaded; null where nobody computed them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GoldenVectors? Golden { get; init; }

    [JsonInclude, JsonPropertyName("precision"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    private string? PrecisionInFile
    {
        get => Precision == TeacherPrecision.Float32 ? null : Precision;
        init => Precision = value ?? TeacherPrecision.Float32;
    }
}
