using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>Where reproductions are made: <c>runs/</c> with every run once, and a folder for each recipe. One process at a time.</summary>
internal sealed class Workshop : IDisposable
{
    public const string RunsFolder = "runs";

    private readonly Dictionary<DatasetRequest, DataFacts> known = [];
    private readonly IDisposable held;

    private Workshop(string path, string? data, string device, IDisposable held) => (Path, Data, Device, this.held) = (path, data, device, held);

    public string Path { get; }

    public string? Data { get; }

    /// <summary>As on the command line: auto, cpu or cuda.</summary>
    public string Device { get; }

    /// <summary>Told what takes long, such as a download.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Takes a folder that is new, empty, or a workshop already.</summary>
    /// <exception cref="RrmException">It holds something else, or another process works there.</exception>
    public static Workshop Open(string path, string? data, string device)
    {
        if (File.Exists(path))
            throw new RrmException($"'{path}' is a file; reproductions go into a folder. Give another --out.");
        if (Checkpoint.IsAt(path) || RunFolder.IsAt(path))
            throw new RrmException($"'{path}' is a run; reproductions go into a folder of their own. Give another --out.");
        if (Directory.Exists(path) && !Directory.Exists(System.IO.Path.Combine(path, RunsFolder)) && Directory.EnumerateFileSystemEntries(path).Any())
            throw new RrmException($"'{path}' is not empty and holds no reproductions. Give another --out.");
        OutputFolder.Create(System.IO.Path.Combine(path, RunsFolder));
        return new(path, data, device, FolderLock.Take(path, $"Another 'rrm reproduce' works in '{path}'."));
    }

    /// <summary>The folder of a run.</summary>
    public string PathOf(RunSpec run) => System.IO.Path.Combine(Path, RunsFolder, run.FolderName(options => Facts(options).Identity));

    /// <summary>What there is to know of the data of some options; loads it once.</summary>
    public DataFacts Facts(TrainingOptions options)
    {
        var request = new DatasetRequest(options.Dataset, Data, ArchitectureFile.InputOf(options.Architecture), options.Limit) { OnBadImage = options.OnBadImage };
        if (!known.TryGetValue(request, out var facts))
            known[request] = facts = DataFacts.Of(DatasetCatalog.Open(request with { Progress = Notice }));
        return facts;
    }

    /// <summary>Lets another process work here. A folder in which nothing was made goes.</summary>
    public void Dispose()
    {
        held.Dispose();
        var runs = System.IO.Path.Combine(Path, RunsFolder);
        if (Directory.EnumerateFileSystemEntries(runs).Any())
            return;
        Directory.Delete(runs);
        if (!Directory.EnumerateFileSystemEntries(Path).Any())
            Directory.Delete(Path);
    }
}
