using System.Globalization;
using System.Text.RegularExpressions;
using Rrm.Checkpoints;

namespace Rrm.TeacherServer.Repository;

/// <summary>
/// The folder with the teachers: DIR/NAME/teacher.json, and versions beside it or instead in DIR/NAME/NUMBER/teacher.json.
/// Nothing outside of DIR is read, whatever links say.
/// </summary>
internal static partial class TeacherDirectory
{
    // A volume has folders that are for root alone, such as lost+found.
    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    /// <summary>Reads the manifest and checks the hash of every version that a start loads. Throws when the folder or one of the teachers is not usable.</summary>
    public static IReadOnlyList<TeacherFolder> Read(string root, RepositoryOptions options) =>
    [
        .. Find(root).GroupBy(place => place.Name).SelectMany(versions => versions.Take(options.Versions)).Select(place => Read(root, place, options)),
    ];

    /// <summary>Reads one manifest and checks its hash.</summary>
    public static TeacherFolder Read(string root, TeacherPlace place, RepositoryOptions options)
    {
        if (!Name().IsMatch(place.Name))
            throw new RrmException($"'{place.Name}' in '{root}' is not a teacher's name; expected up to 64 letters, digits, dots, dashes and underscores. Rename the folder.");
        RealPath.RequireInside(root, place.Path);
        return TeacherFolder.Read(place.Path, options.MaxModelBytes) with { Name = place.Name, Version = place.Version };
    }

    /// <summary>Every version of every teacher, by name, the newest first. Throws when there is none.</summary>
    public static IReadOnlyList<TeacherPlace> Find(string root)
    {
        if (!Directory.Exists(root))
            throw new RrmException($"There is no folder '{root}'. Give the folder that holds the teachers as --models.");
        if (TeacherFolder.IsAt(root))
            throw new RrmException($"'{root}' is a teacher itself. Give the folder that holds it as --models.");
        // A folder whose name begins with a dot is no teacher: an export that is cut off leaves such ones.
        var places = Directory.EnumerateDirectories(root, "*", Readable)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .SelectMany(FindVersions)
            .ToList();
        return places.Count > 0
            ? places
            : throw new RrmException($"No teacher in '{root}': no subfolder has a {TeacherFolder.ManifestFile}. Export one with 'rrm export CHECKPOINT --out {Path.Combine(root, "NAME")}'.");
    }

    private static IEnumerable<TeacherPlace> FindVersions(string folder)
    {
        var name = Path.GetFileName(folder);
        var numbered = Directory.EnumerateDirectories(folder, "*", Readable)
            .Where(version => Number().IsMatch(Path.GetFileName(version)))
            .Select(version => new TeacherPlace(name, int.Parse(Path.GetFileName(version), CultureInfo.InvariantCulture), version));
        return numbered.Append(new(name, 0, folder)).Where(place => TeacherFolder.IsAt(place.Path)).OrderByDescending(place => place.Version);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Name();

    // One way to write a number, and none that overflows.
    [GeneratedRegex(@"\A[1-9][0-9]{0,8}\z")]
    private static partial Regex Number();
}
