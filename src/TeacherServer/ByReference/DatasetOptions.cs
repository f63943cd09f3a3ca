using Rrm.Representations;

namespace Rrm.TeacherServer.ByReference;

/// <summary>Data sets that clients may refer to, and where answers to their views are kept.</summary>
internal sealed record DatasetOptions
{
    /// <summary>Opened when the server starts; none unless set.</summary>
    public IReadOnlyList<ServedDataset> Sets { get; init; } = [];

    /// <summary>Folder of the representation cache; empty: every view is computed whenever it is asked for.</summary>
    public string CacheDirectory { get; init; } = "";

    /// <summary>How answers are kept. Of float16 ones only requests for float16 are answered.</summary>
    public RecordFormat CacheFormat { get; init; } = RecordFormat.Float32;

    /// <summary>Bytes that are left free on the cache's disk: nothing more is kept when less is.</summary>
    public long CacheReserveBytes { get; init; } = 1L << 30;

    /// <summary>Files that the cache's folder may have: views without numbers take one for each seed and epoch, and clients name both.</summary>
    public int CacheMaxFiles { get; init; } = 10_000;

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in Sets.SelectMany((set, place) => set.Problems($"Datasets.Sets.{place}")))
            yield return problem;
        if (CacheDirectory.Length > 0 && Sets.Count == 0)
            yield return "Datasets.CacheDirectory is set and Datasets.Sets is empty; only answers about known data sets are kept. Name one.";
        if (CacheMaxFiles < 1)
            yield return $"Datasets.CacheMaxFiles is {CacheMaxFiles}; expected at least 1.";
        if (CacheReserveBytes < 0)
            yield return $"Datasets.CacheReserveBytes is {CacheReserveBytes}; expected 0 or more.";
    }
}
