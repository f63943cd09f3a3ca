using Rrm.StudentTrainer.Commands;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>What the command line of 'rrm reproduce' asks for.</summary>
internal sealed record ReproductionRequest(IReadOnlyList<string> Names, string Scale, string? Data, string Out, int? Seeds, string Device)
{
    /// <summary>The scale as results name it.</summary>
    public string ScaleName => Scale.EndsWith(".json", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(Scale) : Scale;

    /// <summary>The line that asks for it again.</summary>
    public string CommandLine => TrainingCommandLine.Text(
    [
        "reproduce", .. Names, "--scale", Scale, .. Data is null ? Array.Empty<string>() : ["--data", Data], "--out", Out,
        .. Seeds is { } seeds ? ["--seeds", .. FlagWords.Of(seeds)] : Array.Empty<string>(), .. Device == "auto" ? Array.Empty<string>() : ["--device", Device], "--yes",
    ]);

    /// <exception cref="UsageException">It makes no sense.</exception>
    public void Validate()
    {
        if (Names.Count == 0)
            throw new UsageException($"No recipe was given; expected one or more of {string.Join(", ", RecipeBook.ShippedNames)}, or the path of a folder with a {RecipeFile.FileName}.");
        if (Seeds is < 1)
            throw new UsageException($"--seeds is {Seeds}; expected at least 1.");
    }

    /// <summary>The recipes with all that they refer to.</summary>
    /// <exception cref="RrmException">Files are wrong; the message has every problem of every file.</exception>
    public (IReadOnlyList<(RecipeFolder Folder, IReadOnlyList<ResolvedRow> Rows)> Recipes, RowResolver Resolver) Resolve()
    {
        var problems = new FileProblems();
        var book = new RecipeBook(problems);
        var resolver = new RowResolver(book, book.Scale(Scale));
        var folders = Names.Select(book.Find).OfType<RecipeFolder>().ToList();
        foreach (var twice in folders.GroupBy(folder => folder.Name).Where(group => group.Select(folder => Path.GetFullPath(folder.Path)).Distinct().Count() > 1))
            problems.Add(twice.Last().Path, "", $"two recipes are called '{twice.Key}'; reproduce one after the other, with other --out");
        var recipes = folders.Select(folder => (folder, resolver.Rows(folder))).ToList();
        problems.ThrowIfAny();
        return (recipes, resolver);
    }
}
