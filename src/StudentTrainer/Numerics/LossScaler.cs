using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Numerics;

/// <summary>
/// Dynamic loss scaling for fp16: gradients below 6e-8 vanish in half precision, so the loss is multiplied before the backward pass and the gradients divided
/// after it. The scale is as large as it can be without overflow: halved, and the update skipped, when a gradient is not finite; doubled after a while without.
/// </summary>
public sealed class LossScaler
{
    private const double Initial = 1 << 16;
    private const long Patience = 2000;
    private const string ScaleName = "loss_scale/scale", PatienceName = "loss_scale/good_updates";
    private long goodUpdates;

    /// <summary>What the loss is multiplied by, a power of two: dividing by it loses nothing.</summary>
    public double Scale { get; private set; } = Initial;

    /// <summary>Takes note of one backward pass.</summary>
    /// <param name="finite">Whether all its gradients were finite.</param>
    /// <exception cref="RrmException">They were not even without a scale: the run has diverged.</exception>
    public void Observe(bool finite)
    {
        if (finite)
        {
            if (++goodUpdates < Patience)
                return;
            Scale *= 2;
        }
        else
        {
            if (Scale <= 1)
                throw new RrmException("Training diverged: gradients are not finite at any loss scale. Train anew with a smaller --lr, or with --precision bf16; the checkpoint of the last full epoch is kept.");
            Scale /= 2;
        }
        goodUpdates = 0;
    }

    /// <summary>For the checkpoint.</summary>
    public IEnumerable<KeyValuePair<string, TensorData>> Export() =>
        [new(ScaleName, TensorData.Of([(float)Scale])), new(PatienceName, TensorData.Of(goodUpdates))];

    /// <summary>Takes over what <see cref="Export"/> gave.</summary>
    public void Restore(IReadOnlyDictionary<string, TensorData> state)
    {
        Scale = state[ScaleName].Floats[0];
        goodUpdates = BitConverter.ToInt64(state[PatienceName].Bytes.Span);
    }
}
