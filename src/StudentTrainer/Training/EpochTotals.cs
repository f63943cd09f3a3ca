using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Training;

/// <summary>Sums of an epoch, kept on the device so that no step waits for it; reading them does.</summary>
internal sealed class EpochTotals : IDisposable
{
    private readonly Tensor loss;
    private readonly Tensor right;

    public EpochTotals(Device device)
    {
        loss = zeros([], ScalarType.Float64, device).DetachFromDisposeScope();
        right = zeros([], ScalarType.Int64, device).DetachFromDisposeScope();
    }

    /// <summary>Images trained on, one count for each update they were in.</summary>
    public long Images { get; private set; }

    /// <summary>Updates that were not made.</summary>
    public int Skipped { get; private set; }

    /// <summary>Mean loss so far; of no update, zero. Reading waits for the device.</summary>
    public double Loss => Images == 0 ? 0 : Read<double>(loss) / Images;

    /// <summary>Share of right predictions so far. Reading waits for the device.</summary>
    public double Accuracy => Images == 0 ? 0 : (double)Read<long>(right) / Images;

    /// <summary>Adds one update's mean loss and predictions.</summary>
    public void Add(Tensor batchLoss, Tensor logits, Tensor labels)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var count = labels.shape[0];
        loss.Add_(batchLoss.detach().to(ScalarType.Float64).Mul(count));
        right.Add_(logits.argmax(1).eq(labels).sum());
        Images += count;
    }

    /// <summary>Counts an update that was not made.</summary>
    public void Skip() => Skipped++;

    private static T Read<T>(Tensor sum) where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return sum.cpu().item<T>();
    }

    public void Dispose()
    {
        loss.Dispose();
        right.Dispose();
    }
}
