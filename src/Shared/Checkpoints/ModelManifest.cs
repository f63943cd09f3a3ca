using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Rrm.Architectures;
using Rrm.Images;

namespace Rrm.Checkpoints;

/// <summary>What model.json says of a trained classifier, and teacher.json of an exported one.</summary>
public record ModelManifest
{
    /// <summary>A built-in architecture's name, or the description itself.</summary>
    public required JsonNode Architecture { get; init; }

    public required int Classes { get; init; }
    public required IReadOnlyList<string> ClassNames { get; init; }
    public required ImageShape Input { get; init; }
    public required Normalization Normalization { get; init; }
    public required int RepresentationWidth { get; init; }

    /// <summary>What the network divides its logits by; not written where it is 1.</summary>
    [JsonIgnore]
    public double Temperature { get; init; } = 1;

    /// <summary>Null when the model was not trained adversarially.</summary>
    public ThreatModel? ThreatModel { get; init; }

    public Provenance? Provenance { get; init; }

    [JsonInclude, JsonPropertyName("temperature"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    private double? TemperatureInFile
    {
        get => Temperature == 1 ? null : Temperature;
        init => Temperature = value ?? 1;
    }

    /// <summary>The architecture's name, for people.</summary>
    [JsonIgnore]
    public string ArchitectureName => 
        Architecture.GetValueKind() == JsonValueKind.String ? Architecture.GetValue<string>() : (Architecture as JsonObject)?["name"]?.ToString() ?? "unnamed";

    /// <summary>The manifest of an architecture: by name where a built-in one is meant, else by its description.</summary>
    public static ModelManifest Of(Architecture architecture, IReadOnlyList<string> classNames, Normalization normalization, ThreatModel? threatModel = null, Provenance? provenance = null) => new()
    {
        Architecture = Describe(architecture),
        Classes = architecture.Classes,
        ClassNames = classNames,
        Input = architecture.Input,
        Normalization = normalization,
        RepresentationWidth = architecture.RepresentationWidth,
        ThreatModel = threatModel,
        Provenance = provenance,
    };

    /// <summary>The architecture itself, checked against the manifest's other entries.</summary>
    public Architecture ResolveArchitecture()
    {
        var architecture = ReadArchitecture();
        if (architecture.Classes != Classes || architecture.Input != Input || architecture.RepresentationWidth != RepresentationWidth)
            throw new RrmException(
                $"The manifest contradicts its architecture '{architecture.Name}': it says {Classes} classes, input {Input}, representation width {RepresentationWidth}; "
                + $"the architecture has {architecture.Classes}, {architecture.Input}, {architecture.RepresentationWidth}. Mend the manifest or write the checkpoint again.");
        if (ClassNames.Count != Classes)
            throw new RrmException($"The manifest names {ClassNames.Count} classes and says there are {Classes}.");
        if (!(Temperature > 0 && double.IsFinite(Temperature)))
            throw new RrmException($"The manifest's temperature is {Temperature}; expected a positive number.");
        Normalization.Validate(Input.Channels);
        return architecture;
    }

    private Architecture ReadArchitecture()
    {
        try
        {
            return Architecture is JsonValue name
                ? ArchitectureCatalog.Create(name.GetValue<string>(), Classes, Input)
                : Architecture.Deserialize<Architecture>(JsonFormat.Indented)!;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or NotSupportedException)
        {
            throw new RrmException($"The manifest's architecture is neither a built-in name nor a description: {problem.Message}", problem);
        }
    }

    private static JsonNode Describe(Architecture architecture)
    {
        var description = JsonSerializer.SerializeToNode(architecture, JsonFormat.Indented)!;
        if (!ArchitectureCatalog.Names.Contains(architecture.Name))
            return description;
        return architecture.Describes(ArchitectureCatalog.Create(architecture.Name, architecture.Classes, architecture.Input)) ? JsonValue.Create(architecture.Name) : description;
    }
}
