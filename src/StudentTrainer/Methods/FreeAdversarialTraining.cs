using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// Free AT (Shafahi et al. 2019; the authors' l_inf/train_free.py): each batch is replayed, and one backward pass of each replay moves both the weights and
/// the perturbation. The perturbation belongs to a place in the batch, not to an image: it starts at zero once and goes on over batches and epochs.
/// </summary>
/// <param name="threat">The perturbations; a step is as long as epsilon.</param>
/// <param name="replays">Updates from one batch, m.</param>
/// <param name="batchSize">Rows of the perturbation; a shorter last batch uses, and moves, the first ones.</param>
/// <param name="reset">Whether each batch starts from zero instead, as the paper describes it.</param>
public sealed class FreeAdversarialTraining(ThreatModel threat, int replays, int batchSize, bool reset) : TrainingMethod
{
    private const string PerturbationName = "perturbation";
    private readonly PerturbationSet set = PerturbationSet.Of(threat);
    private Tensor? perturbation; // [batchSize,C,H,W], once there was a batch

    public override int UpdatesPerBatch => replays;

    public override ThreatModel ThreatModel => threat;

    public override StepLoss Loss(TrainingStep step)
    {
        var rows = RowsOf(step.Images);
        if (reset && step.Replay == 0)
            rows.zero_();
        var points = step.Images.Add(rows).requires_grad_(); // May leave [0,1] on a new batch: the network clamps.
        var logits = step.Network.Logits(points);
        return new(F.cross_entropy(logits, step.Labels), logits)
        {
            // The weights' gradients can be finite where the pixels', which came further back, are not.
            BeforeUpdate = () => rows.copy_(set.Project(set.Ascend(points.detach(), PixelGradient.Finite(points.grad!, step.Network.Precision), set.Eps), step.Images) - step.Images),
        };
    }

    public override IEnumerable<KeyValuePair<string, TensorData>> Export() =>
        perturbation is null ? [] : [KeyValuePair.Create(PerturbationName, perturbation.ToTensorData())];

    public override void Restore(IReadOnlyDictionary<string, TensorData> state, Device device)
    {
        using var scope = NewDisposeScope();
        perturbation?.Dispose();
        perturbation = state.TryGetValue(PerturbationName, out var stored) ? stored.ToTensor().to(device).DetachFromDisposeScope() : null;
    }

    public override void Dispose()
    {
        perturbation?.Dispose();
        base.Dispose();
    }

    private Tensor RowsOf(Tensor images)
    {
        perturbation ??= zeros([batchSize, .. images.shape[1..]], ScalarType.Float32, images.device).DetachFromDisposeScope();
        return perturbation.narrow(0, 0, images.shape[0]);
    }
}
