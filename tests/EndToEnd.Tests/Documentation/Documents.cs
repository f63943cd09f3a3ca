using Rrm.EndToEnd.Tests.Build;

namespace Rrm.EndToEnd.Tests.Documentation;

/// <summary>What the checkout says about itself.</summary>
internal static class Documents
{
    private const string TrainerFromCheckout = "dotnet run -c Release --project src/StudentTrainer -- ";

    /// <summary>Paths below the root.</summary>
    public static IEnumerable<string> All => ((string[])["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md"])
        .Concat(Directory.EnumerateFiles(Path.Combine(DotNet.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(DotNet.Root, path)))
        .Where(path => File.Exists(Path.Combine(DotNet.Root, path)));

    public static string Read(string path) => File.ReadAllText(Path.Combine(DotNet.Root, path));

    /// <summary>The arguments of every rrm command line in a document's code blocks.</summary>
    public static IEnumerable<string> Commands(string path)
    {
        var inBlock = false;
        foreach (var line in Read(path).Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                inBlock = !inBlock;
            else if (inBlock && Arguments(line) is { } arguments)
                yield return arguments;
        }
    }

    private static string? Arguments(string line)
    {
        var start = ((string[])["rrm ", TrainerFromCheckout]).FirstOrDefault(start => line.StartsWith(start, StringComparison.Ordinal));
        return start is null ? null : line[start.Length..].Split(" #")[0].Trim();
    }
}
