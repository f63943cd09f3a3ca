using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>What an attack has found so far for every image of the batch, those included that it no longer attacks.</summary>
internal sealed class AttackLedger : IDisposable
{
    private readonly Rows adversarial;
    private readonly Rows broken;
    private readonly Rows bestLosses;
    private readonly Rows active; // which row of the batch each attacked image is

    public AttackLedger(Tensor start)
    {
        using var scope = NewDisposeScope();
        var count = start.shape[0];
        adversarial = new(start);
        broken = new(zeros(count, ScalarType.Bool, start.device));
        bestLosses = new(Arithmetic.Full(count, double.NegativeInfinity, start.device));
        active = new(Arithmetic.Positions(count, start.device));
    }

    /// <summary>Notes the present points of the attacked images. A later misclassified point replaces an earlier one.</summary>
    public void Record(Tensor points, InputGradient here)
    {
        using var scope = NewDisposeScope();
        var positions = here.Wrong.nonzero().squeeze(1);
        var rows = active.Value.index_select(0, positions);
        adversarial.Value.index_copy_(0, rows, points.index_select(0, positions));
        broken.Value.index_copy_(0, rows, here.Wrong.index_select(0, positions));
        bestLosses.Value.index_copy_(0, active.Value, here.Losses.maximum(bestLosses.Value.index_select(0, active.Value)));
    }

    /// <summary>Attacks broken images no further. The positions of the others in the active batch, or null when all are left.</summary>
    public Tensor? DropBroken(Tensor wrong)
    {
        var survivors = wrong.logical_not().nonzero().squeeze(1);
        if (survivors.shape[0] == wrong.shape[0])
            return null;
        active.Keep(survivors);
        return survivors;
    }

    /// <summary>Copies that outlive the ledger, in the scope outside the present one.</summary>
    public AttackResult Result() => new(Copy(broken), Copy(adversarial), Copy(bestLosses));

    public void Dispose()
    {
        adversarial.Dispose();
        broken.Dispose();
        bestLosses.Dispose();
        active.Dispose();
    }

    private static Tensor Copy(Rows rows) => rows.Value.clone().MoveToOuterDisposeScope();
}
