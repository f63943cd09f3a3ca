using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>What 'rrm evaluate --json' writes. Accuracies are fractions.</summary>
public sealed record EvaluationReport
{
    public required string Checkpoint { get; init; }

    /// <summary>Identity of the weights.</summary>
    public required string ParametersSha256 { get; init; }

    public required string Architecture { get; init; }
    public required string Dataset { get; init; }
    public required string Split { get; init; }
    public required int Samples { get; init; }
    public required long Seed { get; init; }
    public required double NaturalAccuracy { get; init; }
    public required IReadOnlyList<RobustAccuracy> Robust { get; init; }

    /// <summary>Wall clock of classification and attacks.</summary>
    public required double Seconds { get; init; }

    public required Machine Machine { get; init; }
    public required IReadOnlyDictionary<string, string> Versions { get; init; }
}
