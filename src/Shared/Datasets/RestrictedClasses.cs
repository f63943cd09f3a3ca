namespace Rrm.Datasets;

/// <summary>
/// The nine classes of Restricted-ImageNet and the 203 ImageNet classes (WordNet ids) that they are made of. Labels follow from this list
/// alone, never from the folders that are there.
/// </summary>
internal static class RestrictedClasses
{
    private const string Resource = "restricted_imagenet_wnids.tsv"; // label, name, ImageNet's index, wnid

    static RestrictedClasses()
    {
        using var lines = new StreamReader(typeof(RestrictedClasses).Assembly.GetManifestResourceStream(Resource)!);
        var rows = lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.TrimEnd('\r').Split('\t')).ToArray();
        Wnids = [.. rows.GroupBy(row => int.Parse(row[0])).OrderBy(group => group.Key).Select(group => group.Select(row => row[3]).ToArray())];
        Names = [.. Wnids.Select(wnids => rows.First(row => row[3] == wnids[0])[1])];
    }

    /// <summary>In the order of the labels.</summary>
    public static IReadOnlyList<string> Names { get; }

    /// <summary>By label.</summary>
    public static IReadOnlyList<string[]> Wnids { get; }
}
