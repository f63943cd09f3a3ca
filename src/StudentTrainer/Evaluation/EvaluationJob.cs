using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>
/// The evaluation of any number of networks on the same images with the same attacks, in a folder: job.json (what was asked), journal/ (the pieces
/// that are finished), verdicts/ (a table for each network), summary.json and summary.md. A process that ends at any moment costs the piece it
/// was at; the same job goes on from there, and its verdicts are those of an undisturbed one. Networks are known by what they compute, so
/// a copy of a checkpoint costs nothing.
/// </summary>
public sealed class EvaluationJob : IDisposable
{
    private const string OptionsFile = "job.json";
    private const string JournalFolder = "journal";
    private const string VerdictFolder = "verdicts";
    private const string SummaryFile = "summary.json";
    private const int IdentityLength = 16;

    private readonly ImageSet images;
    private readonly IReadOnlyList<IAttack> attacks;
    private readonly EvaluationOptions options;
    private readonly JobOptions asked;
    private readonly string folder;
    private readonly IDisposable held;

    private EvaluationJob(string folder, ImageSet images, IReadOnlyList<IAttack> attacks, EvaluationOptions options, JobOptions asked, IDisposable held) =>
        (this.folder, this.images, this.attacks, this.options, this.asked, this.held) = (folder, images, attacks, options, asked, held);

    /// <summary>Told after each piece of work.</summary>
    public Action<EvaluationProgress> Progress { get; init; } = _ => { };

    /// <summary>Told a line where a network begins, ends or fails.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Starts a job in a new or empty folder, or goes on with one that was started with the same options. Holds the folder until it is disposed.</summary>
    /// <exception cref="RrmException">The folder is in use, holds something else, or was started with other options.</exception>
    public static EvaluationJob Open(string path, ImageSet images, IReadOnlyList<IAttack> attacks, EvaluationOptions options, Action<EvaluationProgress>? progress = null, Action<string>? notice = null)
    {
        var (folder, asked) = (Path.GetFullPath(path), JobOptions.Of(images, attacks, options));
        var held = FolderLock.Claim(path, "evaluation", OptionsFile);
        try
        {
            var file = Path.Combine(folder, OptionsFile);
            if (File.Exists(file))
                OptionDifferences.Refuse(path, "job", JsonFormat.Read<JobOptions>(file, "an evaluation's job"), asked);
            else
                AtomicFile.WriteJson(file, asked);
            return new(folder, images, attacks, options, asked, held) { Progress = progress ?? (_ => { }), Notice = notice ?? (_ => { }) };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>What became of the job in a folder; null before its first network.</summary>
    internal static JobSummary? SummaryAt(string path)
    {
        var file = Path.Combine(path, SummaryFile);
        return File.Exists(file) ? JsonFormat.Read<JobSummary>(file, "the summary of an evaluation") : null;
    }

    /// <summary>Evaluates all of them and writes the summary, anew after each. One that fails does not keep the others from their turn.</summary>
    /// <param name="checkpoints">Checkpoints or run folders. What is measured on a run's test split is added to its result.</param>
    /// <param name="device">Where the networks compute.</param>
    /// <param name="cancellation">Stops between two pieces; the job can be gone on with.</param>
    public JobSummary Run(IReadOnlyList<string> checkpoints, ComputeDevice device, CancellationToken cancellation = default)
    {
        var (reports, failures) = (new List<EvaluationReport>(), new List<JobFailure>());
        JobSummary Summary() => new() { Job = asked, Evaluations = [.. reports], Failures = [.. failures] };
        foreach (var (number, path) in checkpoints.Index())
        {
            try
            {
                Notice($"[{number + 1}/{checkpoints.Count}] {path}");
                reports.Add(Evaluate(path, device, cancellation));
            }
            catch (Exception problem) when (problem is RrmException or ExternalException or FileNotFoundException or UnauthorizedAccessException)
            {
                failures.Add(new(path, problem.Message.Split('\n')[0]));
                Notice($"    failed: {failures[^1].Problem}");
            }
            AtomicFile.WriteJson(Path.Combine(folder, SummaryFile), Summary());
            AtomicFile.WriteText(Path.Combine(folder, "summary.md"), SummaryTable.Markdown(Summary()));
        }
        return Summary();
    }

    /// <summary>Evaluates a checkpoint, or what is left to do of it.</summary>
    /// <exception cref="RrmException">The checkpoint is broken, or does not go with the images.</exception>
    public EvaluationReport Evaluate(string path, ComputeDevice device, CancellationToken cancellation = default)
    {
        var checkpoint = Checkpoint.Read(path).At(options.Temperature);
        ClassAgreement.Require(checkpoint.Manifest.ClassNames, images.ClassNames, images.Name);
        var (outcome, seconds) = Evaluate(checkpoint, device, cancellation);
        var report = EvaluationReport.Of(path, checkpoint, images, outcome, seconds, device) with { Verdicts = VerdictFile(checkpoint) };
        if (images.Split == "test" && options.Temperature is null)
            RunFolder.AddRobustness(path, images.Name, outcome.Robust);
        Notice($"    {report.NaturalAccuracy:P2} clean, {string.Join(", ", report.Robust.Select(robust => $"{robust.Accuracy:P2} {robust.Attack}"))}, {seconds:N1} s");
        return report;
    }

    /// <summary>The same of a checkpoint in memory. Seconds are those of all pieces, whenever they were worked out.</summary>
    public (EvaluationOutcome Outcome, double Seconds) Evaluate(Checkpoint checkpoint, ComputeDevice device, CancellationToken cancellation = default)
    {
        var journals = Path.Combine(folder, JournalFolder);
        OutputFolder.Create(journals);
        using var network = Network.Load(checkpoint, device.Device);
        using var journal = new EvaluationJournal(Path.Combine(journals, $"{IdentityOf(checkpoint)}.jsonl"));
        if (journal.Known > 0)
            Notice($"    {journal.Known:N0} pieces of its work are there already.");
        var outcome = new RobustnessEvaluator(network, images, options) { Progress = Progress, Journal = journal }.Evaluate(attacks, cancellation);
        VerdictTable.Write(Path.Combine(folder, VerdictFile(checkpoint)), outcome.Verdicts);
        return (outcome, journal.Seconds);
    }

    /// <summary>Lets another process have the folder.</summary>
    public void Dispose() => held.Dispose();

    private static string VerdictFile(Checkpoint checkpoint) => Path.Combine(VerdictFolder, $"{IdentityOf(checkpoint)}.csv");

    /// <summary>Of what the network computes: its parameters and all of the manifest but the names of its classes and where it comes from.</summary>
    private static string IdentityOf(Checkpoint checkpoint)
    {
        var computed = checkpoint.Manifest with { ClassNames = [], ThreatModel = null, Provenance = null };
        var text = checkpoint.ParametersSha256() + JsonSerializer.Serialize(computed, JsonFormat.Line);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..IdentityLength];
    }
}
