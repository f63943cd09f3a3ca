using System.Text.Json.Serialization;

namespace Rrm.Checkpoints;

/// <summary>What teacher.json says: the model's manifest, and the identity and interface of model.onnx.</summary>
public sealed record TeacherManifest : ModelManifest
{
    public const string Float32 = "float32";
    public const string Int8 = "int8";

    /// <summary>Hex SHA-256 of model.onnx: the teacher's identity.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Hex SHA-256 over the parameters' names and bytes, equal for two exports of one checkpoint.</summary>
    public required string ParametersSha256 { get; init; }

    public required int Opset { get; init; }

    public required TeacherTensors Tensors { get; init; }

    /// <summary>What the graph computes in: <see cref="Float32"/>, which is not written, or <see cref="Int8"/>. Inputs and outputs are float32 either way.</summary>
    [JsonIgnore]
    public string Precision { get; init; } = Float32;

    /// <summary>Of an int8 teacher, how close it comes to the float32 network; null of any other.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Fidelity? Fidelity { get; init; }

    [JsonInclude, JsonPropertyName("precision"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    private string? PrecisionInFile
    {
        get => Precision == Float32 ? null : Precision;
        init => Precision = value ?? Float32;
    }
}
