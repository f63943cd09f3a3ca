using Rrm.Architectures;
using Rrm.Datasets;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>
/// Recipe files and where they are looked for: a user's own folder first, then the one beside it, then the recipes that come with the program.
/// Each file is read once; what is wrong with it goes to the problems.
/// </summary>
internal sealed class RecipeBook(FileProblems problems)
{
    public const string PresetsFile = "presets.json";

    private static readonly EnumerationOptions OneBelow = new() { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true };
    private readonly Dictionary<string, object?> read = [];

    /// <summary>The recipes that come with the program.</summary>
    public static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>Folders of the recipes that come with the program, in the order of their names.</summary>
    public static IReadOnlyList<string> ShippedNames { get; } =
        [.. Directory.EnumerateDirectories(Shipped).Where(IsRecipe).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public FileProblems Problems => problems;

    /// <summary>A recipe by name or path, and the row where one is named, as <c>table1/rrm-vgg11</c>.</summary>
    /// <returns>Null where there is none; then a problem has been added.</returns>
    public RecipeFolder? Find(string reference)
    {
        foreach (var path in (string[])[reference, Path.Combine(Shipped, reference)])
        {
            if (IsRecipe(path))
                return Open(path, null);
            var (folder, row) = (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)), Path.GetFileName(Path.TrimEndingDirectorySeparator(path)));
            if (!string.IsNullOrEmpty(folder) && IsRecipe(folder))
                return Open(folder, row.EndsWith(".json", StringComparison.Ordinal) ? row[..^".json".Length] : row);
        }
        problems.Add(reference, "", $"there is no such recipe, and no folder with a {RecipeFile.FileName}{NearestName.Hint(reference.Split('/')[0], ShippedNames)}");
        return null;
    }

    /// <summary>A file of rows that another file refers to, as <c>teachers/fast-at-vgg11</c>.</summary>
    public (string Path, RowFile Row)? FindRow(string reference, string from, string place)
    {
        var roots = Roots(from);
        if (roots.Select(root => Path.Combine(root, $"{reference}.json")).FirstOrDefault(File.Exists) is { } path)
            return Row(path) is { } row ? (path, row) : null;
        var names = roots.SelectMany(root => Directory.EnumerateFiles(root, "*.json", OneBelow).Select(file => Path.GetRelativePath(root, file)[..^".json".Length]))
            .Where(name => name.Contains('/') && Path.GetFileName(name) != "recipe").Distinct().ToList();
        problems.Add(from, place, $"there is no row '{reference}'{NearestName.Hint(reference, names)}");
        return null;
    }

    public RowFile? Row(string path) => Once(path, () => StrictJson.Read<RowFile>(path, problems));

    /// <summary>A preset, and the file that has it.</summary>
    public (string Path, Preset Preset)? FindPreset(string name, string from, string place)
    {
        var files = Roots(from).Select(root => Path.Combine(root, PresetsFile)).Where(File.Exists).Select(path => (path, presets: Presets(path))).ToList();
        foreach (var (path, presets) in files)
            if (presets.TryGetValue(name, out var preset))
                return (path, preset);
        problems.Require(from, place, "preset", name, [.. files.SelectMany(file => file.presets.Keys).Distinct()]);
        return null;
    }

    /// <summary>A scale by name or path; null for paper scale, which changes nothing.</summary>
    public ScaleFile? Scale(string nameOrPath)
    {
        if (nameOrPath == "paper")
            return null;
        var path = nameOrPath.EndsWith(".json", StringComparison.Ordinal) ? nameOrPath : Path.Combine(Shipped, $"{nameOrPath}.json");
        if (File.Exists(path))
            return StrictJson.Read<ScaleFile>(path, problems) is { } scale && Names(scale, path) ? scale : null;
        problems.Add(nameOrPath, "", "there is no such scale; expected paper, small, smoke or the path of a JSON file");
        return null;
    }

    // What the records do not say: options by their names, and words that must name something.
    private bool Names(ScaleFile scale, string path)
    {
        var before = problems.Found;
        foreach (var (change, place) in scale.Changes.Select((change, index) => (change, $"changes[{index}]")))
        {
            if (change.Options is { } options)
                StrictJson.IsPart(options, typeof(TrainingOptions), path, $"{place}.options", problems);
            foreach (var method in change.Methods)
                problems.Require(path, $"{place}.methods", "method", method, MethodCatalog.Names);
            foreach (var dataset in change.Datasets)
                problems.Require(path, $"{place}.datasets", "data set", dataset, DatasetCatalog.Names);
            foreach (var architecture in change.Architectures.SelectMany(pair => new[] { pair.Key, pair.Value }))
                problems.Require(path, $"{place}.architectures", "architecture", architecture, ArchitectureCatalog.Names);
        }
        return problems.Found == before;
    }

    private static bool IsRecipe(string folder) => File.Exists(Path.Combine(folder, RecipeFile.FileName));

    private RecipeFolder? Open(string folder, string? row)
    {
        var (path, full) = (Path.Combine(folder, RecipeFile.FileName), Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (Once(path, () => StrictJson.Read<RecipeFile>(path, problems)) is not { } file)
            return null;
        var files = Directory.EnumerateFiles(folder, "*.json").Select(name => Path.GetFileNameWithoutExtension(name)).Where(name => name is not ("recipe" or "presets")).ToList();
        foreach (var name in file.Rows)
            problems.Require(path, "rows", "row file", name, files);
        foreach (var name in files.Except(file.Rows))
            problems.Add(path, "rows", $"'{name}.json' is in the folder and not in this list");
        return new(folder, Path.GetFileName(full), file, row);
    }

    private IReadOnlyDictionary<string, Preset> Presets(string path) =>
        Once(path, () => StrictJson.Read<Dictionary<string, Preset>>(path, problems)) ?? [];

    private static List<string> Roots(string file)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return [.. new[] { folder, Path.GetDirectoryName(folder) ?? folder, Shipped }.Distinct()];
    }

    private T? Once<T>(string path, Func<T?> reading) where T : class
    {
        path = Path.GetFullPath(path);
        if (!read.TryGetValue(path, out var content))
            read[path] = content = reading();
        return (T?)content;
    }
}
