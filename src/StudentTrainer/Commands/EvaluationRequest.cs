using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;

namespace Rrm.StudentTrainer.Commands;

/// <summary>What the command line of 'rrm evaluate' asks for.</summary>
internal sealed record EvaluationRequest
{
    public required IReadOnlyList<string> Attacks { get; init; }
    public required Norm Norm { get; init; }
    public required double? Eps { get; init; }
    public required int Steps { get; init; }
    public double? StepSize { get; init; }
    public int? Limit { get; init; }
    public required EvaluationOptions Options { get; init; }

    /// <summary>The attacks, if everything makes sense; all problems in one sentence otherwise.</summary>
    /// <param name="files">Files to be written at the end; their folders are made now, so that hours of work do not end at a bad path.</param>
    /// <exception cref="UsageException">Something makes no sense.</exception>
    public IReadOnlyList<IAttack> Validate(IEnumerable<string?> files)
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
        Require(Limit is null or >= 1, $"--limit is {Limit}; expected at least 1 image");
        Require(StepSize is null || Attacks.Contains("pgd"), "--step-size was given, and only pgd takes one");
        if (problems.Count > 0)
            throw new UsageException(string.Join("; ", problems) + ".");

        foreach (var file in files)
            Common.PrepareFile(file);
        var set = PerturbationSet.Of(new(Norm, Eps!.Value));
        return [.. Attacks.Select(name => AttackCatalog.Create(name, set, Steps, StepSize))];
    }
}
