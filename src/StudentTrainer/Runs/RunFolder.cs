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
    public const string ConfigFile = "config.json";
    private const string MetricsFile = "metrics.jsonl";
    private const string ResultFile = "result.json";

    private readonly IDisposable held; // Two trainers on one run would replace each other's checkpoints.

    private RunFolder(string path, IDisposable held) => (Path, this.held) = (path, held);

    public string Path { get; }

    public string CheckpointPath => System.IO.Path.Combine(Path, Checkpoint.FolderInRun);

    public string ResultPath => System.IO.Path.Combine(Path, ResultFile);

    public bool HasCheckpoint => Checkpoint.IsAt(AtomicFolder.Current(CheckpointPath));

    /// <summary>Starts a run in a new or empty folder, or goes on with one that was started with the same options. Holds the run until it is disposed.</summary>
    public static RunFolder Open(string path, TrainingOptions options, bool resume)
    {
        var folder = new RunFolder(System.IO.Path.GetFullPath(path), FolderLock.Claim(path, "run", ConfigFile));
        try
        {
            if (OptionsAt(folder.Path) is not { } before)
                AtomicFile.WriteJson(folder.File(ConfigFile), options);
            else if (resume)
                OptionDifferences.Refuse(path, "run", before, options);
            else
                throw new RrmException($"'{path}' holds a run already. Continue it with --resume, or give another --out.");
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Lets another process have the run.</summary>
    public void Dispose() => held.Dispose();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes metrics.jsonl say what the checkpoint says: a killed run may have written a line more, or less.</summary>
    public void RewriteMetrics(IEnumerable<EpochMetrics> history) =>
        AtomicFile.WriteText(File(MetricsFile), string.Concat(history.Select(metrics => Line(metrics))));

    public void AppendMetrics(EpochMetrics metrics) => System.IO.File.AppendAllText(File(MetricsFile), Line(metrics));

    /// <summary>The result of a finished run, with what was measured since; null before.</summary>
    public RunResult? ReadResult() => ResultAt(Path);

    public void WriteResult(RunResult result) => AtomicFile.WriteJson(ResultPath, result);

    /// <summary>Adds what an evaluation measured to the result of a finished run; the same attack's former entry goes. False where the path is no finished run on that data set.</summary>
    public static bool AddRobustness(string path, string dataset, IReadOnlyList<RobustAccuracy> measured)
    {
        static object Key(RobustAccuracy entry) => (entry.Attack, entry.Norm, entry.Eps, entry.Steps, entry.Restarts, entry.Samples, entry.StepSize);
        if (ResultAt(path) is not { } result || result.Dataset != dataset)
            return false;
        var others = result.Robust.ExceptBy(measured.Select(Key), Key);
        AtomicFile.WriteJson(System.IO.Path.Combine(path, ResultFile), result with { Robust = [.. others, .. measured] });
        return true;
    }

    /// <summary>Whether a path looks like a run.</summary>
    public static bool IsAt(string path) => System.IO.File.Exists(System.IO.Path.Combine(path, ConfigFile));

    /// <summary>What was asked of the run in a folder; null where there is none.</summary>
    public static TrainingOptions? OptionsAt(string path) => IsAt(path) ? JsonFormat.Read<TrainingOptions>(System.IO.Path.Combine(path, ConfigFile), "a run's config") : null;

    /// <summary>The result of the run in a folder; null before it is finished.</summary>
    public static RunResult? ResultAt(string path)
    {
        var file = System.IO.Path.Combine(path, ResultFile);
        return System.IO.File.Exists(file) ? JsonFormat.Read<RunResult>(file, "a run's result") : null;
    }

    /// <summary>Whether the curve of a run is at hand.</summary>
    public static bool HasMetrics(string path) => System.IO.File.Exists(System.IO.Path.Combine(path, MetricsFile));

    /// <summary>The curve of a run.</summary>
    public static IReadOnlyList<EpochMetrics> ReadMetrics(string path)
    {
        var file = System.IO.Path.Combine(path, MetricsFile);
        return [.. System.IO.File.ReadLines(file).Select((line, index) => Parse(line, index + 1))];

        EpochMetrics Parse(string line, int number)
        {
            try
            {
                return JsonSerializer.Deserialize<EpochMetrics>(line, JsonFormat.Line) ?? throw new JsonException("it is null.");
            }
            catch (JsonException problem)
            {
                throw new RrmException($"Line {number} of '{file}' is no epoch of a run: {problem.Message} Remove the line, or leave the run out.", problem);
            }
        }
    }

    private static string Line(EpochMetrics metrics) => JsonSerializer.Serialize(metrics, JsonFormat.Line) + "\n";
}
