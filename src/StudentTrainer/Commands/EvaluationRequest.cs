using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;

namespace Rrm.StudentTrainer.Commands;

/// <summary>What the command line of 'rrm evaluate' asks for.</summary>
internal sealed record EvaluationRequest
{
    public required IReadOnlyList<string> Checkpoints { get; init; }
    public required DatasetRequest Source { get; init; }
    public string Split { get; init; } = "test";
    public required IReadOnlyList<string> Attacks { get; init; }
    public required Norm Norm { get; init; }
    public required double? Eps { get; init; }
    public required int Steps { get; init; }
    public double? StepSize { get; init; }
    public required EvaluationOptions Options { get; init; }
    public string? PerImage { get; init; }
    public string? Json { get; init; }

    /// <summary>Folder of a job.</summary>
    public string? Out { get; init; }

    /// <summary>The attacks, if everything makes sense; all problems in one sentence otherwise.</summary>
    /// <exception cref="UsageException">Something makes no sense.</exception>
    public IReadOnlyList<IAttack> Validate()
    {
        var problems = new List<string>();
        void Require(bool holds, string problem)
        {
            if (!holds)
                problems.Add(problem);
        }
        var unknown = Attacks.Except(AttackCatalog.Names).ToList();
        Require(unknown.Count == 0, $"--attack has '{string.Join("', '", unknown)}'; expected one or more of {string.Join(", ", AttackCatalog.Names)}, with commas between");
        Require(Attacks.Distinct().Count() == Attacks.Count, "--attack names an attack twice");
        Require(Eps is not null, "--eps is missing; expected the radius in pixels, as --eps 8/255");
        Require(Norm != Norm.Linf || Eps is null or <= 1, $"--eps is {Eps}, and pixels are in [0,1]; did you mean {Eps:0.###}/255?");
        Require(Steps >= 1, $"--steps is {Steps}; expected at least 1");
        Require(Options.Restarts >= 1, $"--restarts is {Options.Restarts}; expected at least 1");
        Require(Options.BatchSize >= 1, $"--batch-size is {Options.BatchSize}; expected at least 1");
        Require(Options.Temperature is null or > 0, $"--temperature is {Options.Temperature}; expected a positive number");
        Require(Source.Limit is null or >= 1, $"--limit is {Source.Limit}; expected at least 1 image");
        Require(StepSize is null || Attacks.Contains("pgd"), "--step-size was given, and only pgd takes one");
        Require(Out is not null || Checkpoints.Count == 1, $"{Checkpoints.Count} checkpoints were given and no folder for what is measured of them; add --out FOLDER");
        Require(Out is null || PerImage is null, "--per-image was given, and with --out each checkpoint has a table of its own there");
        if (problems.Count > 0)
            throw new UsageException(string.Join("; ", problems) + ".");

        Common.PrepareFile(PerImage);
        Common.PrepareFile(Json);
        var set = PerturbationSet.Of(new(Norm, Eps!.Value));
        return [.. Attacks.Select(name => AttackCatalog.Create(name, set, Steps, StepSize))];
    }

    /// <summary>The images, at the size that the network expects.</summary>
    public ImageSet OpenImages(ImageShape? shape, Action<string> notice, CancellationToken cancellation)
    {
        var set = DatasetCatalog.Open(Source with { Shape = shape, Progress = notice }, cancellation);
        return Split == "train" ? set.Train : set.Test;
    }
}
