using System.CommandLine;
using System.Diagnostics;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm evaluate CHECKPOINT: accuracy with and without attacks.</summary>
internal static class EvaluateCommand
{
    private const string Description = """
        Measures accuracy on clean and on attacked images, in float32. Several attacks: each is measured on its own, and the worst case
        of each image over all of them. fgsm makes one step of 1.25 eps; apgd-ce chooses its own step sizes.
        """;

    private const string Example = "rrm evaluate runs/student --dataset cifar10 --data data --norm linf --eps 8/255 --attack pgd,apgd-ce --steps 50 --restarts 5 --limit 1000";

    public static Command Create()
    {
        var checkpoint = new Argument<string>("checkpoint") { Description = "Checkpoint or run folder." };
        var dataset = Common.Dataset();
        var data = Common.Data();
        var split = new Option<string>("--split") { DefaultValueFactory = _ => "test", Description = "Which images." }.OneOf(["test", "train"]);
        var norm = Common.Norm();
        var eps = Common.Eps();
        var attack = new Option<string>("--attack") { DefaultValueFactory = _ => "apgd-ce", Description = $"One or more of {string.Join(", ", AttackCatalog.Names)}, with commas between." };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 50, Description = "Moves from each start, of pgd and apgd-ce." };
        var restarts = new Option<int>("--restarts") { DefaultValueFactory = _ => 1, Description = "Random starts of each image; later ones go to images that survived." };
        var stepSize = Common.StepSize("Step size of pgd in pixels, as 2/255; a quarter of eps unless given.");
        var onlyWorstCase = new Option<bool>("--only-worst-case") { Description = "Each attack sees only what survived the former ones: faster, same worst case, no figure per attack." };
        var limit = Common.Limit();
        var batch = new Option<int>("--batch-size") { DefaultValueFactory = _ => 256, Description = "Images attacked at a time: speed and memory, not verdicts." };
        var seed = Common.Seed();
        var perImage = new Option<string?>("--per-image") { Description = "Also write a table of every image to this CSV file." };
        var device = Common.Device();
        var json = Common.Json();

        var command = new ExampleCommand("evaluate", Description, Example) { checkpoint, dataset, data, split, norm, eps, attack, steps, restarts, stepSize, onlyWorstCase, limit, batch, seed, perImage, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new EvaluationRequest
            {
                Attacks = [.. parsed.GetRequiredValue(attack).Split(',', StringSplitOptions.TrimEntries)],
                Norm = parsed.GetValue(norm),
                Eps = parsed.GetValue(eps),
                Steps = parsed.GetValue(steps),
                StepSize = parsed.GetValue(stepSize),
                Limit = parsed.GetValue(limit),
                Options = new() { Restarts = parsed.GetValue(restarts), Seed = parsed.GetValue(seed), BatchSize = parsed.GetValue(batch), OnlyWorstCase = parsed.GetValue(onlyWorstCase) },
            };
            string?[] files = [parsed.GetValue(perImage), parsed.GetValue(json)];
            var attacks = request.Validate(files);
            var source = new DatasetRequest(parsed.GetRequiredValue(dataset), parsed.GetValue(data), Limit: request.Limit);
            Run(parsed.GetRequiredValue(checkpoint), source, parsed.GetRequiredValue(split), attacks, request.Options, ComputeDevice.Choose(parsed.GetValue(device)!), files[0], files[1], cancellation);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void Run(
        string path, DatasetRequest source, string split, IReadOnlyList<IAttack> attacks, EvaluationOptions options, ComputeDevice device, string? perImage, string? json, CancellationToken cancellation)
    {
        using var display = new ProgressDisplay(Console.Out);
        var checkpoint = Checkpoint.Read(path);
        var set = DatasetCatalog.Open(source with { Shape = checkpoint.Architecture.Input, Progress = display.Notice }, cancellation);
        var images = split == "train" ? set.Train : set.Test;
        ClassAgreement.Require(checkpoint.Manifest.ClassNames, images.ClassNames, set.Name);
        using var network = Network.Load(checkpoint, device.Device);
        display.Notice($"{checkpoint.Manifest.ArchitectureName} from {path} on {images.Count:N0} {split} images of {set.Name}, {device}.");

        var started = Stopwatch.GetTimestamp();
        var outcome = new RobustnessEvaluator(network, images, options) { Progress = display.Show }.Evaluate(attacks, cancellation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        display.Dispose();
        AccuracyTable.Print(outcome);
        display.Notice($"Seed {options.Seed}, {seconds:N1} s.");

        if (perImage is not null)
            VerdictTable.Write(perImage, outcome.Verdicts);
        if (json is not null)
            AtomicFile.WriteJson(json, Report());
        if (split == "test" && RunFolder.AddRobustness(path, set.Name, outcome.Robust))
            display.Notice($"Added to the run's result: {path}");

        EvaluationReport Report() => new()
        {
            Checkpoint = Path.GetFullPath(path),
            ParametersSha256 = checkpoint.ParametersSha256(),
            Architecture = checkpoint.Manifest.ArchitectureName,
            Dataset = set.Name,
            Split = split,
            Samples = images.Count,
            Seed = options.Seed,
            NaturalAccuracy = outcome.NaturalAccuracy,
            Robust = outcome.Robust,
            Seconds = seconds,
            Machine = Machine.Here(device.Description),
            Versions = LibraryVersions.All,
        };
    }
}
