using System.Text.Json;
using System.Text.Json.Nodes;
using Rrm.Architectures;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>A run's options while layers are laid on each other: the method's usual ones, a preset, a row, a point of a grid, a scale.</summary>
internal sealed class RunDraft
{
    // Identities are found out when a run begins.
    private static readonly IReadOnlyList<string> NotForFiles =
        [.. typeof(TrainingOptions).GetProperties().Select(property => property.Name).Where(name => name == nameof(TrainingOptions.Seed) || name.EndsWith("Sha256", StringComparison.Ordinal)).Select(StrictJson.NameOf)];

    private readonly FileProblems problems;
    private readonly MethodDescription method;
    private readonly JsonObject values;
    private readonly List<string> reductions = [];
    private string? grid;

    private RunDraft(FileProblems problems, MethodDescription method, JsonObject values) => (this.problems, this.method, this.values) = (problems, method, values);

    /// <summary>Steps when a robust data set is made; null leaves them as the row has them.</summary>
    public int? RobustDataSteps { get; private set; }

    /// <summary>What the scale changed, a sentence each.</summary>
    public IReadOnlyList<string> Reductions => reductions;

    public string Dataset => (string)values[StrictJson.NameOf(nameof(TrainingOptions.Dataset))]!;

    public string Method => method.Name;

    /// <summary>The options as they are now, whether or not a run can begin with them.</summary>
    public TrainingOptions Options => values.Deserialize<TrainingOptions>(JsonFormat.Line)!;

    /// <summary>Lays layers on the usual options of the method that they name.</summary>
    /// <returns>Null where the layers are wrong; then problems have been added.</returns>
    public static RunDraft? Of(string file, string? architecture, IReadOnlyList<OptionLayer> layers, FileProblems problems)
    {
        var before = problems.Found;
        foreach (var layer in layers.Where(layer => StrictJson.IsPart(layer.Values, typeof(TrainingOptions), layer.File, layer.Place, problems)))
            foreach (var name in layer.Values.Select(entry => entry.Key).Intersect(NotForFiles))
                problems.Add(layer.File, $"{layer.Place}.{name}", "this is not for a recipe to say; seeds come from the command line");
        if (architecture is null)
            problems.Add(file, "", "\"architecture\" is missing");
        var named = Word(nameof(TrainingOptions.Method)) is { } method && problems.Require(method.File, method.Place, "method", method.Text, MethodCatalog.Names) ? method.Text : null;
        if (Word(nameof(TrainingOptions.Dataset)) is { } dataset)
            problems.Require(dataset.File, dataset.Place, "data set", dataset.Text, DatasetCatalog.Names);
        if (named is null || problems.Found > before)
            return null;

        var usual = MethodCatalog.Find(named).Defaults(new() { Method = named, Architecture = architecture!, Dataset = "" });
        var draft = new RunDraft(problems, MethodCatalog.Find(named), JsonSerializer.SerializeToNode(usual, JsonFormat.Line)!.AsObject());
        foreach (var layer in layers)
            draft.Lay(layer);
        return draft;

        // The last layer that names it counts.
        (string File, string Place, string Text)? Word(string property)
        {
            var name = StrictJson.NameOf(property);
            var layer = layers.LastOrDefault(layer => layer.Values[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String);
            if (layer is not null)
                return (layer.File, $"{layer.Place}.{name}", (string)layer.Values[name]!);
            problems.Add(file, "options", $"no preset and no option says \"{name}\"");
            return null;
        }
    }

    /// <summary>Changes what a scale changes; a change that changes nothing is not told of.</summary>
    public void Apply(ScaleChange change)
    {
        var before = values.DeepClone();
        var epochs = Epochs;
        if ((string)values["architecture"]! is var name && change.Architectures.TryGetValue(name, out var other))
            values["architecture"] = other;
        foreach (var (key, value) in change.Options ?? [])
            if (key != grid && MethodCatalog.IsRead(method, PropertyOf(key)))
                values[key] = value?.DeepClone();
        if (change.EpochsFactor is { } factor)
            Epochs = Math.Max(1, (int)Math.Round(Epochs * factor));
        if (Epochs != epochs && JsonNode.DeepEquals(values["milestones"], before["milestones"]))
            values["milestones"] = new JsonArray([.. values["milestones"]!.AsArray().Select(milestone => Math.Max(1, (int)Math.Round((double)(int)milestone! * Epochs / epochs))).Distinct().Select(milestone => (JsonNode)milestone)]);
        RobustDataSteps = change.RobustDataSteps ?? RobustDataSteps;
        if (!JsonNode.DeepEquals(before, values))
            reductions.Add(change.Reason);
    }

    /// <summary>The options, if a run can begin with them.</summary>
    public TrainingOptions? Finish(string file, bool hasTeacher, bool hasRobustData)
    {
        var options = Options;
        var before = problems.Found;
        if (!options.Architecture.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            problems.Require(file, "architecture", "architecture", options.Architecture, ArchitectureCatalog.Names);
        else if (Path.GetFullPath(options.Architecture, Path.GetDirectoryName(Path.GetFullPath(file))!) is var description && File.Exists(description))
            options = options with { Architecture = description };
        else
            problems.Add(file, "architecture", $"there is no file '{description}'");
        if (Augmentation.Find(options.Augmentation) is null)
            problems.Add(file, "options.augmentation", $"there is no augmentation '{options.Augmentation}'");
        foreach (var problem in TrainingRules.Problems(options, hasTeacher, hasRobustData))
            problems.Add(file, "options", problem);
        return problems.Found == before ? options : null;
    }

    private int Epochs
    {
        get => (int)values["epochs"]!;
        set => values["epochs"] = value;
    }

    private void Lay(OptionLayer layer)
    {
        foreach (var (key, value) in layer.Values)
        {
            if (!MethodCatalog.IsRead(method, PropertyOf(key)))
                problems.Add(layer.File, $"{layer.Place}.{key}", $"{method.Name} does not read it");
            values[key] = value?.DeepClone();
            grid = layer.IsGrid ? key : grid;
        }
    }

    private static string PropertyOf(string key) => typeof(TrainingOptions).GetProperties().First(property => StrictJson.NameOf(property.Name) == key).Name;
}
