namespace Rrm.StudentTrainer.Training;

/// <summary>Ends a run that has diverged, whenever the loop reads the loss anyway.</summary>
internal sealed class LossWatch
{
    // Losses of a step may jump by tens; from a thousandfold no run was ever seen to come back to something useful.
    private const double Explosion = 1000;
    private double? first;

    /// <summary>Whether a loss was seen, for the others to be compared with.</summary>
    public bool HasBegun => first is not null;

    /// <summary>The mean loss of an epoch so far.</summary>
    /// <param name="loss">As read.</param>
    /// <param name="epoch">Epochs done.</param>
    /// <exception cref="RrmException">It is no number, or a thousand times what it began at.</exception>
    public void See(double loss, int epoch)
    {
        if (double.IsFinite(loss) && Math.Abs(loss) <= Explosion * Math.Max(1, Math.Abs(first ??= loss)))
            return;
        var kept = epoch > 0 ? $"The checkpoint of epoch {epoch} is kept; train" : "Train";
        throw new RrmException($"Training diverged in epoch {epoch + 1}: the loss is {loss:G4}{(double.IsFinite(loss) ? $" and began at {first:G4}" : "")}. {kept} anew with a smaller --lr.");
    }
}
