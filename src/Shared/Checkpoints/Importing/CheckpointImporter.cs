using System.Globalization;
using Rrm.Architectures;
using Rrm.Checkpoints.PyTorch;
using Rrm.Images;

namespace Rrm.Checkpoints.Importing;

/// <summary>Makes a checkpoint of weights that another program trained.</summary>
public static class CheckpointImporter
{
    private const int MostProblemsTold = 12;

    /// <summary>Reads the file, matches its tensors with the architecture's, and converts them.</summary>
    /// <exception cref="RrmException">The file is not readable, or does not hold the architecture; all that is wrong is told at once, with the names that come nearest.</exception>
    public static (Checkpoint Checkpoint, ImportReport Report) Import(string path, ImportOptions options, CancellationToken cancellation = default)
    {
        using var file = ForeignFile.Open(path);
        var architecture = Resolve(file, options);
        var match = NameMatch.Of(file.Tensors.Keys, architecture, options.NameMap);
        var withoutCounters = architecture.Tensors.Where(IsCounter).ToList() is { Count: > 0 } counters && counters.All(counter => match.Theirs(counter.Name) is null);
        RequireAll(file, architecture, match, withoutCounters);
        var ofFile = NormalizationOf(file, architecture.Input.Channels);
        var normalization = options.Normalization ?? ofFile
            ?? throw new RrmException($"'{path}' does not say how its images were normalised, and a guess would spoil every answer. Give --normalization ({string.Join(", ", Normalization.Names)}), or --mean and --std, one number per channel, of pixels in [0,1].");
        normalization.Validate(architecture.Input.Channels);

        var tensors = new Dictionary<string, TensorData>();
        foreach (var tensor in architecture.Tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            tensors[tensor.Name] = match.Theirs(tensor.Name) is { } theirs ? Load(file, theirs, tensor) : TensorData.Of(0);
        }
        var source = new ModelSource(Path.GetFileName(path), TeacherFolder.HashOf(path));
        var names = options.ClassNames ?? [.. Enumerable.Range(0, architecture.Classes).Select(label => $"class {label}")];
        var manifest = ModelManifest.Of(architecture, names, normalization, options.ThreatModel, Provenance.Imported(source, options.Versions, options.Commit)) with { Temperature = options.Temperature };
        var checkpoint = new Checkpoint(manifest, architecture, tensors);
        return (checkpoint, new(source, file.Format, architecture.Name, architecture.Classes, normalization, ofFile, tensors.Count, match.LeftOut, withoutCounters, checkpoint.ParametersSha256()));
    }

    // The number of classes, unless given, is that of the rows of the last layer; the names of tensors do not depend on it.
    private static Architecture Resolve(ForeignFile file, ImportOptions options)
    {
        if (options.Classes is { } given)
            return ArchitectureFile.Resolve(options.Architecture, given);
        if (options.Architecture.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return ArchitectureFile.Read(options.Architecture);
        var some = ArchitectureCatalog.Create(options.Architecture, classes: 2);
        var head = $"{some.Head.OfType<Linear>().Last().Name}.weight";
        return NameMatch.Of(file.Tensors.Keys, some, options.NameMap).Theirs(head) is { } theirs && file.Tensors[theirs].Shape is [>= 2 and <= int.MaxValue and var rows, _]
            ? ArchitectureCatalog.Create(options.Architecture, (int)rows)
            : some;
    }

    private static void RequireAll(ForeignFile file, Architecture architecture, NameMatch match, bool withoutCounters)
    {
        var problems = new List<Func<string>>(match.Problems.Select(problem => (Func<string>)(() => problem)));
        var missing = new List<string>();
        foreach (var expected in architecture.Tensors)
        {
            if (match.Theirs(expected.Name) is not { } theirs)
            {
                if (IsCounter(expected) && withoutCounters)
                    continue;
                missing.Add(expected.Name);
                problems.Add(() => $"{expected} is missing{Nearest(expected.Name, match.Extra)}");
            }
            else if (file.Tensors[theirs] is var found && (!found.Shape.SequenceEqual(expected.Shape) || !found.Type.CanBecome(TypeOf(expected))))
                problems.Add(() => $"{Shown.Of(theirs)} is {found}, {expected} {TypeOf(expected)} was expected");
        }
        foreach (var extra in match.Extra)
            problems.Add(() => $"{Shown.Of(extra)} {file.Tensors[extra]} is not in the architecture{Nearest(extra, missing)}");
        if (problems.Count > 0)
            throw new RrmException(
                $"'{file.Path}' ({file.Format}) does not hold a '{architecture.Name}': {string.Join("; ", problems.Take(MostProblemsTold).Select(problem => problem()))}"
                + $"{(problems.Count > MostProblemsTold ? $"; and {problems.Count - MostProblemsTold} more" : "")}. Choose another --arch, or say which is which with --name-map.");
    }

    private static string Nearest(string name, IReadOnlyList<string> candidates) => NearestName.Of(name, candidates) is { } nearest ? $" (is it {Shown.Of(nearest)}?)" : "";

    private static TensorData Load(ForeignFile file, string theirs, TensorDescription tensor)
    {
        var data = file.Tensors[theirs].Load();
        if (IsCounter(tensor))
            return data.ToInt64();
        data = data.ToFloat32();
        return data.Floats.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)
            ? throw new RrmException($"'{file.Path}': {Shown.Of(theirs)} holds values that are not finite in float32. Take a checkpoint from before its training diverged.")
            : data;
    }

    // The robustness library keeps the constants as [channels, 1, 1] beside the network.
    private static Normalization? NormalizationOf(ForeignFile file, int channels)
    {
        return Constants("new_mean") is { } mean && Constants("new_std") is { } std ? new(mean, std) : null;

        double[]? Constants(string name) =>
            file.Tensors.FirstOrDefault(entry => entry.Key.EndsWith($"normalizer.{name}", StringComparison.Ordinal)).Value is { } tensor
            && tensor.Type.CanBecome(TensorType.F32) && tensor.Shape.Count <= 4 && tensor.Shape.Aggregate(1L, (product, size) => product * size) == channels
                ? [.. tensor.Load().ToFloat32().Floats.ToArray().Select(Shortest)]
                : null;
    }

    // 0.4914 rather than 0.49140000343322754: the same float32.
    private static double Shortest(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static bool IsCounter(TensorDescription tensor) => tensor.Role == TensorRole.BatchesTracked;

    private static TensorType TypeOf(TensorDescription tensor) => IsCounter(tensor) ? TensorType.I64 : TensorType.F32;
}
