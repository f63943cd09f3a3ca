using System.Text.Json.Serialization;
using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>The share of all images that are classified rightly and stay so under an attack: an entry of result.json.</summary>
/// <param name="Attack">Name of the attack, or <see cref="WorstCase"/>.</param>
/// <param name="Norm">Norm of the perturbations.</param>
/// <param name="Eps">Their radius in pixels, images in [0,1].</param>
/// <param name="Steps">Moves from each start; null for the worst case over attacks.</param>
/// <param name="Restarts">Random starts of each image.</param>
/// <param name="Samples">Images judged. Those misclassified when clean count as not robust.</param>
/// <param name="Accuracy">Fraction.</param>
/// <param name="Ci95">Lower and upper end of the 95 % interval for the images' distribution, by Wilson's score.</param>
/// <param name="StepSize">In pixels; null where the attack chooses it.</param>
/// <param name="Batch">Images attacked as one, where that is a part of the attack; null where each is attacked as if it were alone.</param>
public sealed record RobustAccuracy(
    string Attack, Norm Norm, double Eps, int? Steps, int Restarts, int Samples, double Accuracy, IReadOnlyList<double> Ci95, double? StepSize = null, int? Batch = null)
{
    /// <summary>The perturbations as people read them: linf 8/255.</summary>
    [JsonIgnore]
    public string Perturbation => Norm == Norm.Linf ? $"linf {Eps * 255:0.##}/255" : $"l2 {Eps:0.####}";

    /// <summary>Robust against every attack of the evaluation.</summary>
    public const string WorstCase = "worst-case";
}
