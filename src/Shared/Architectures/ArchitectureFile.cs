
namespace Rrm.Architectures;

/// <summary>A user's own architecture: the JSON form of <see cref="Architecture"/>.</summary>
public static class ArchitectureFile
{
    /// <summary>
    /// A built-in name, or the path of a JSON description. A description fixes its own number of classes and input shape;
    /// a mismatch with the data is refused.
    /// </summary>
    public static Architecture Resolve(string nameOrPath, int classes, Images.ImageShape? input = null)
    {
        if (!nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase))
            return ArchitectureCatalog.Create(nameOrPath, classes, input);
        var architecture = Read(nameOrPath);
        if (architecture.Classes != classes)
            throw new RrmException($"'{nameOrPath}' describes {architecture.Classes} classes; the data has {classes}. Change the outputs of its last linear layer.");
        if (input is not null && architecture.Input != input)
            throw new RrmException($"'{nameOrPath}' takes images of {architecture.Input}; the data has {input}. Change its \"input\".");
        return architecture;
    }

    /// <summary>The images that a built-in architecture is meant for, or that a description takes.</summary>
    public static Images.ImageShape InputOf(string nameOrPath) =>
        nameOrPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? Read(nameOrPath).Input : ArchitectureCatalog.Create(nameOrPath, classes: 2).Input;

    /// <summary>Reads and checks a description.</summary>
    public static Architecture Read(string path)
    {
        if (!File.Exists(path))
            throw new RrmException($"No architecture file at '{path}'. Give a path to a JSON description, or one of {string.Join(", ", ArchitectureCatalog.Names)}.");
        return JsonFormat.Read<Architecture>(path, "an architecture").Checked(path);
    }

    private static Architecture Checked(this Architecture architecture, string path)
    {
        if (architecture is not { Name.Length: > 0, Input: not null, Body: not null, Head: not null })
            throw new RrmException($"'{path}' is not an architecture: it needs \"name\", \"input\", \"body\" and \"head\".");
        _ = architecture.Classes; // Infers all shapes, and so refuses what makes no sense.
        return architecture;
    }
}
