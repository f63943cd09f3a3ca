using System.Collections.Frozen;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.ByReference;

/// <summary>The images that clients may refer to, by the hash of their content. Empty until <see cref="Load"/>; read without locks.</summary>
internal sealed partial class DatasetRepository(ServerOptions options, ILogger<DatasetRepository> logger)
{
    private volatile FrozenDictionary<string, ImageSet> sets = FrozenDictionary<string, ImageSet>.Empty;

    /// <summary>Every split that is known.</summary>
    public IEnumerable<ImageSet> Sets => sets.Values.OrderBy(set => $"{set.Name} {set.Split}", StringComparer.Ordinal);

    public ImageSet? Find(string sha256) => sets.GetValueOrDefault(sha256);

    /// <summary>Opens every data set. The first that cannot be opened ends the start.</summary>
    public void Load(CancellationToken cancellation = default)
    {
        var loaded = new Dictionary<string, ImageSet>(StringComparer.OrdinalIgnoreCase);
        foreach (var set in options.Datasets.Sets)
        {
            var opened = DatasetCatalog.Open(set.ToRequest(line => LogProgress(logger, line)), cancellation);
            foreach (var split in (ImageSet[])[opened.Train, opened.Test])
            {
                loaded[split.Identity] = split;
                LogLoaded(logger, split.Name, split.Split, split.Count, split.Identity);
            }
        }
        sets = loaded.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    [LoggerMessage(60, LogLevel.Information, "Data set {Name} {Split}: {Images} images, sha256 {Sha256}")]
    private static partial void LogLoaded(ILogger logger, string name, string split, int images, string sha256);

    [LoggerMessage(61, LogLevel.Information, "{Line}")]
    private static partial void LogProgress(ILogger logger, string line);
}
