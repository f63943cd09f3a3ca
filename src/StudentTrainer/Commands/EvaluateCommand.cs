using System.CommandLine;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm evaluate CHECKPOINT…: accuracy with and without attacks.</summary>
internal static class EvaluateCommand
{
    private const string Description = """
        Measures accuracy on clean and on attacked images, in float32. Several attacks: each is measured on its own, and the worst case
        of each image over all of them. fgsm makes one step of 1.25 eps; apgd-ce chooses its own step sizes; paper-autopgd is the weaker
        evaluator behind the figures of the RRM paper. With --out any number of checkpoints is evaluated into a folder; ended at any
        moment, the same command goes on from there.
        """;

    private const string Example = """
        rrm evaluate runs/student --dataset cifar10 --data data --norm linf --eps 8/255 --attack pgd,apgd-ce --steps 50 --restarts 5 --limit 1000
        rrm evaluate runs/* --dataset cifar10 --data data --norm linf --eps 8/255 --attack paper-autopgd,apgd-ce --steps 50 --restarts 10 --out results/cifar10
        """;

    public static Command Create()
    {
        var checkpoints = new Argument<string[]>("checkpoint") { Arity = ArgumentArity.OneOrMore, Description = "Checkpoint or run folder; several with --out." };
        var dataset = Common.Dataset();
        var data = Common.Data();
        var split = new Option<string>("--split") { DefaultValueFactory = _ => "test", Description = "Which images." }.OneOf(["test", "train"]);
        var norm = Common.Norm();
        var eps = Common.Eps();
        var attack = new Option<string>("--attack") { DefaultValueFactory = _ => "apgd-ce", Description = $"One or more of {string.Join(", ", AttackCatalog.Names)}, with commas between." };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 50, Description = "Moves from each start, of all but fgsm." };
        var restarts = new Option<int>("--restarts") { DefaultValueFactory = _ => 1, Description = "Random starts of each image; later ones go to images that survived." };
        var stepSize = Common.StepSize("Step size of pgd in pixels, as 2/255; a quarter of eps for linf, a fifth for l2 unless given.");
        var onlyWorstCase = new Option<bool>("--only-worst-case") { Description = "Each attack sees only what survived the former ones: faster, same worst case, no figure per attack." };
        var temperature = new Option<double?>("--temperature") { Description = "Divide logits by this instead of the checkpoint's own temperature, as to see what softened logits hide. Such figures are not added to the run's result." };
        var limit = Common.Limit();
        var onBadImage = Common.OnBadImage();
        var batch = new Option<int>("--batch-size") { DefaultValueFactory = _ => 256, Description = "Images attacked at a time: speed and memory, not verdicts. paper-autopgd has its own, 50." };
        var seed = Common.Seed();
        var perImage = new Option<string?>("--per-image") { Description = "Also write a table of every image to this CSV file." };
        var @out = new Option<string?>("--out") { Description = "Folder of a job that can be gone on with: a table of every image per checkpoint, and a summary." };
        var device = Common.Device();
        var json = Common.Json();

        var command = new ExampleCommand("evaluate", Description, Example)
        {
            checkpoints, dataset, data, split, norm, eps, attack, steps, restarts, stepSize, onlyWorstCase, temperature, limit, onBadImage, batch, seed, perImage, @out, device, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var request = new EvaluationRequest
            {
                Checkpoints = parsed.GetRequiredValue(checkpoints),
                Source = new(parsed.GetRequiredValue(dataset), parsed.GetValue(data), Limit: parsed.GetValue(limit)) { OnBadImage = parsed.GetValue(onBadImage) },
                Split = parsed.GetRequiredValue(split),
                Attacks = [.. parsed.GetRequiredValue(attack).Split(',', StringSplitOptions.TrimEntries)],
                Norm = parsed.GetValue(norm),
                Eps = parsed.GetValue(eps),
                Steps = parsed.GetValue(steps),
                StepSize = parsed.GetValue(stepSize),
                Options = new() { Restarts = parsed.GetValue(restarts), Seed = parsed.GetValue(seed), BatchSize = parsed.GetValue(batch), OnlyWorstCase = parsed.GetValue(onlyWorstCase), Temperature = parsed.GetValue(temperature) },
                PerImage = parsed.GetValue(perImage),
                Json = parsed.GetValue(json),
                Out = parsed.GetValue(@out),
            };
            var attacks = request.Validate();
            var chosen = ComputeDevice.Choose(parsed.GetValue(device)!);
            return Task.FromResult(request.Out is { } folder ? EvaluationOfMany.Run(request, folder, attacks, chosen, cancellation) : EvaluationOfOne.Run(request, attacks, chosen, cancellation));
        });
        return command;
    }
}
