using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>One change, and why. Each list says what it applies to; an empty one means everything.</summary>
internal sealed record ScaleChange
{
    /// <summary>A sentence for the report: what is less than in the paper, or other, and why.</summary>
    public required string Reason { get; init; }

    public IReadOnlyList<string> Methods { get; init; } = [];

    public IReadOnlyList<string> Datasets { get; init; } = [];

    /// <summary>Recipes whose rows it applies to; shared teachers belong to <c>teachers</c>.</summary>
    public IReadOnlyList<string> Recipes { get; init; } = [];

    /// <summary>Other networks, by the paper's names.</summary>
    public IReadOnlyDictionary<string, string> Architectures { get; init; } = new Dictionary<string, string>();

    /// <summary>Options of runs; a grid's own option keeps the grid's values.</summary>
    public JsonObject? Options { get; init; }

    /// <summary>Multiplies epochs, the values of a grid over epochs too; milestones move along.</summary>
    public double? EpochsFactor { get; init; }

    /// <summary>Steps of gradient descent when a robust data set is made.</summary>
    public int? RobustDataSteps { get; init; }

    /// <summary>Attacks: first N test images, steps, restarts.</summary>
    public int? EvaluationImages { get; init; }

    public int? EvaluationSteps { get; init; }

    public int? EvaluationRestarts { get; init; }

    /// <summary>Attacks against other perturbations than the recipe says.</summary>
    public ThreatModel? EvaluationThreatModel { get; init; }

    /// <summary>Runs of each row.</summary>
    public int? Seeds { get; init; }

    /// <summary>Whether it changes how results are measured.</summary>
    [JsonIgnore]
    public bool ChangesEvaluation => (EvaluationImages ?? EvaluationSteps ?? EvaluationRestarts) is not null || EvaluationThreatModel is not null;

    public bool AppliesTo(string method, string dataset, string recipe) => Has(Methods, method) && Has(Datasets, dataset) && Has(Recipes, recipe);

    private static bool Has(IReadOnlyList<string> list, string name) => list.Count == 0 || list.Contains(name);
}
