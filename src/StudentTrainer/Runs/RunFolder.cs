using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Runs;

/// <summary>
/// A run is a folder: config.json (what was asked), metrics.jsonl (one line an epoch), events for TensorBoard, checkpoint/ (replaced as a whole
/// after each epoch), result.json (at the end).
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string ConfigFile = "config.json";
    private const string MetricsFile = "metrics.jsonl";
    private const string ResultFile = "result.json";

    private const string LockFile = ".lock";
    private FileStream? held;

    private RunFolder(string path) => Path = path;

    public string Path { get; }

    public string CheckpointPath => System.IO.Path.Combine(Path, Checkpoint.FolderInRun);

    public string ResultPath => System.IO.Path.Combine(Path, ResultFile);

    public bool HasCheckpoint => Checkpoint.IsAt(AtomicFolder.Current(CheckpointPath));

    /// <summary>Starts a run in a new or empty folder, or goes on with one that was started with the same options. Holds the run until it is disposed.</summary>
    public static RunFolder Open(string path, TrainingOptions options, bool resume)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path));
        var config = folder.File(ConfigFile);
        if (System.IO.File.Exists(folder.Path))
            throw new RrmException($"'{path}' is a file; a run is a folder. Give another --out.");
        if (System.IO.File.Exists(config))
        {
            if (!resume)
                throw new RrmException($"'{path}' holds a run already. Continue it with --resume, or give another --out.");
            OptionDifferences.Refuse(path, "run", JsonFormat.Read<TrainingOptions>(config, "a run's config"), options);
            return folder.Lock();
        }
        if (Directory.Exists(folder.Path) && Directory.EnumerateFileSystemEntries(folder.Path).Any())
            throw new RrmException($"'{path}' is not empty and holds no run. Give another --out.");
        OutputFolder.Create(folder.Path);
        AtomicFile.WriteJson(config, options);
        return folder.Lock();
    }

    /// <summary>Lets another process have the run.</summary>
    public void Dispose() => held?.Dispose();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes metrics.jsonl say what the checkpoint says: a killed run may have written a line more, or less.</summary>
    public void RewriteMetrics(IEnumerable<EpochMetrics> history) =>
        AtomicFile.WriteText(File(MetricsFile), string.Concat(history.Select(metrics => Line(metrics))));

    public void AppendMetrics(EpochMetrics metrics) => System.IO.File.AppendAllText(File(MetricsFile), Line(metrics));

    /// <summary>The result of a finished run, with what was measured since; null before.</summary>
    public RunResult? ReadResult() => System.IO.File.Exists(ResultPath) ? JsonFormat.Read<RunResult>(ResultPath, "a run's result") : null;

    public void WriteResult(RunResult result) => AtomicFile.WriteJson(ResultPath, result);

    /// <summary>Adds what an evaluation measured to the result of a finished run; the same attack's former entry goes. False where the path is no finished run on that data set.</summary>
    public static bool AddRobustness(string path, string dataset, IReadOnlyList<RobustAccuracy> measured)
    {
        static object Key(RobustAccuracy entry) => (entry.Attack, entry.Norm, entry.Eps, entry.Steps, entry.Restarts, entry.Samples, entry.StepSize);
        var file = System.IO.Path.Combine(path, ResultFile);
        if (!System.IO.File.Exists(file) || JsonFormat.Read<RunResult>(file, "a run's result") is not { } result || result.Dataset != dataset)
            return false;
        var others = result.Robust.ExceptBy(measured.Select(Key), Key);
        AtomicFile.WriteJson(file, result with { Robust = [.. others, .. measured] });
        return true;
    }

    /// <summary>The curve of a run.</summary>
    public static IReadOnlyList<EpochMetrics> ReadMetrics(string path) =>
        [.. System.IO.File.ReadLines(System.IO.Path.Combine(path, MetricsFile)).Select(line => JsonSerializer.Deserialize<EpochMetrics>(line, JsonFormat.Line)!)];

    // Two trainers on one run would replace each other's checkpoints. The system lets go of the lock when the process ends, however it ends.
    private RunFolder Lock()
    {
        try
        {
            held = new FileStream(File(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            return this;
        }
        catch (IOException) when (System.IO.File.Exists(File(LockFile)))
        {
            throw new RrmException($"'{Path}' is in use by another rrm. Wait for it, or give another --out.");
        }
    }

    private static string Line(EpochMetrics metrics) => JsonSerializer.Serialize(metrics, JsonFormat.Line) + "\n";
}
