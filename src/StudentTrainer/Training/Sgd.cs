using Rrm.Checkpoints;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Training;

/// <summary>
/// Stochastic gradient descent as PyTorch's SGD with momentum and weight decay on every parameter, no dampening, no Nesterov:
/// v ← μv + g + wd·w, then w ← w − lr·v. Its velocities carry the parameters' names, so they can be stored and restored.
/// </summary>
internal sealed class Sgd : IDisposable
{
    private const string Prefix = "velocity/";
    private readonly IReadOnlyList<KeyValuePair<string, Tensor>> parameters;
    private readonly Tensor[] velocities;
    private readonly double weightDecay;
    private readonly LossScaler? scaler;
    private double inverseScale = 1; // Of the gradients at hand; the scaler may have moved on.

    /// <param name="parameters">What is trained.</param>
    /// <param name="weightDecay">On every parameter.</param>
    /// <param name="precision">Of the network; fp16 makes the loss scaled.</param>
    public Sgd(IReadOnlyList<KeyValuePair<string, Tensor>> parameters, double weightDecay, Precision precision = Precision.Float32)
    {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        scaler = precision == Precision.Float16 ? new() : null;
        using var _ = no_grad();
        velocities = [.. parameters.Select(parameter => zeros_like(parameter.Value).DetachFromDisposeScope())];
    }

    public void ClearGradients()
    {
        foreach (var (_, parameter) in parameters)
            parameter.grad = null;
    }

    /// <summary>
    /// Computes the loss's gradients. False where they are of no use and the update is to be skipped, which only fp16 knows: the decision needs one scalar
    /// from the device, because the host must know it to keep the weights, the scale and the count. Other precisions read nothing.
    /// </summary>
    public bool Backward(Tensor loss)
    {
        if (scaler is null)
        {
            loss.backward();
            return true;
        }
        using var scope = NewDisposeScope();
        loss.Mul(scaler.Scale).backward();
        using var _ = no_grad();
        // A sum is as infinite, or as little a number, as its worst term.
        var sums = parameters.Select(parameter => parameter.Value.grad).Where(gradient => gradient is not null).Select(gradient => gradient!.sum()).ToList();
        var finite = stack(sums).isfinite().all().cpu().item<bool>();
        inverseScale = 1 / scaler.Scale;
        scaler.Observe(finite);
        return finite;
    }

    /// <summary>One update from the gradients; a parameter that no loss reached is left alone, as in PyTorch.</summary>
    public void Step(double learningRate, double momentum)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        for (var index = 0; index < velocities.Length; index++)
        {
            var parameter = parameters[index].Value;
            if (parameter.grad is not { } gradient)
                continue;
            velocities[index].Mul_(momentum).Add_(gradient, inverseScale).Add_(parameter, weightDecay);
            parameter.Add_(velocities[index], -learningRate);
        }
    }

    public IEnumerable<KeyValuePair<string, TensorData>> Export() =>
        parameters.Select((parameter, index) => KeyValuePair.Create(Prefix + parameter.Key, velocities[index].ToTensorData())).Concat(scaler?.Export() ?? []);

    public void Restore(IReadOnlyDictionary<string, TensorData> state)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        scaler?.Restore(state);
        for (var index = 0; index < velocities.Length; index++)
        {
            var name = Prefix + parameters[index].Key;
            velocities[index].copy_(state.TryGetValue(name, out var stored)
                ? stored.ToTensor()
                : throw new RrmException($"The training state lacks '{name}'; it belongs to another network. Start the run anew."));
        }
    }

    public void Dispose()
    {
        foreach (var velocity in velocities)
            velocity.Dispose();
    }
}
