using Rrm.Checkpoints;
using Rrm.StudentTrainer.Networks;
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

    public Sgd(IReadOnlyList<KeyValuePair<string, Tensor>> parameters, double weightDecay)
    {
        this.parameters = parameters;
        this.weightDecay = weightDecay;
        using var _ = no_grad();
        velocities = [.. parameters.Select(parameter => zeros_like(parameter.Value).DetachFromDisposeScope())];
    }

    public void ClearGradients()
    {
        foreach (var (_, parameter) in parameters)
            parameter.grad = null;
    }

    /// <summary>One update from the gradients; a parameter that no loss reached is left alone, as in PyTorch.</summary>
    public void Step(double learningRate, double momentum)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        using var decay = weightDecay.ToScalar();
        using var rate = (-learningRate).ToScalar();
        using var inertia = momentum.ToScalar();
        for (var index = 0; index < velocities.Length; index++)
        {
            var parameter = parameters[index].Value;
            if (parameter.grad is not { } gradient)
                continue;
            velocities[index].mul_(inertia).add_(gradient).add_(parameter, decay);
            parameter.add_(velocities[index], rate);
        }
    }

    public IEnumerable<KeyValuePair<string, TensorData>> Export() =>
        parameters.Select((parameter, index) => KeyValuePair.Create(Prefix + parameter.Key, velocities[index].ToTensorData()));

    public void Restore(IReadOnlyDictionary<string, TensorData> state)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
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
