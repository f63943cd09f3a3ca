using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using TorchSharp;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// How a batch becomes a loss. Order, precision, schedule, updates, logging and checkpoints are the loop's;
/// a method says what it needs and returns the loss.
/// </summary>
public abstract class TrainingMethod : IDisposable
{
    /// <summary>Updates made from one batch; each asks for a loss of its own.</summary>
    public virtual int UpdatesPerBatch => 1;

    /// <summary>The perturbations trained against, if any.</summary>
    public virtual ThreatModel? ThreatModel => null;

    /// <summary>What the network's logits are divided by, where the method decides it rather than the run.</summary>
    public virtual double? NetworkTemperature => null;

    /// <summary>What the teacher's logits must have been divided by, where the method reads them.</summary>
    public virtual double? TeacherTemperature => null;

    /// <summary>Whether <see cref="Review"/> may refuse an epoch, so that what was before it must be kept.</summary>
    public virtual bool MayTurnBack => false;

    /// <summary>How many of so many training images, the last ones, are not trained on but kept for <see cref="Review"/>.</summary>
    public virtual int HeldOut(int images) => 0;

    /// <summary>The loss of one update. Called inside a dispose scope that ends after the update.</summary>
    public abstract StepLoss Loss(TrainingStep step);

    /// <summary>Looks at what an epoch made of the network; null when it may stand.</summary>
    /// <param name="network">As the epoch left it.</param>
    /// <param name="images">The training images; the last ones are those that were held out.</param>
    /// <param name="progress">Share of the run that is done.</param>
    public virtual Setback? Review(Network network, ImageSet images, double progress) => null;

    /// <summary>What the method remembers from batch to batch, by name; a checkpoint holds it.</summary>
    public virtual IEnumerable<KeyValuePair<string, TensorData>> Export() => [];

    /// <summary>Takes over what <see cref="Export"/> gave.</summary>
    public virtual void Restore(IReadOnlyDictionary<string, TensorData> state, torch.Device device)
    {
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);
}
