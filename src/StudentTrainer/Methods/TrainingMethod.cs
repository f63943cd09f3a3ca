using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// How a batch becomes a loss. Order, precision, schedule, updates, logging and checkpoints are the loop's;
/// a method says what it needs and returns the loss.
/// </summary>
public abstract class TrainingMethod
{
    /// <summary>Updates made from one batch; each asks for a loss of its own.</summary>
    public virtual int UpdatesPerBatch => 1;

    /// <summary>The perturbations trained against, if any.</summary>
    public virtual ThreatModel? ThreatModel => null;

    /// <summary>What the network's logits are divided by, where the method decides it rather than the run.</summary>
    public virtual double? NetworkTemperature => null;

    /// <summary>The loss of one update. Called inside a dispose scope that ends after the update.</summary>
    public abstract StepLoss Loss(TrainingStep step);
}
