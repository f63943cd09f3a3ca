using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Networks;

/// <summary>The guard behind <see cref="Network.Freeze"/>.</summary>
internal sealed class FrozenNetwork : IDisposable
{
    private readonly Network network;
    private readonly bool wasTraining;
    private readonly Precision precision;
    private readonly bool[] tookGradients;

    public FrozenNetwork(Network network, Precision precision)
    {
        this.network = network;
        (wasTraining, this.precision) = (network.IsTraining, network.Precision);
        tookGradients = [.. network.Parameters.Select(parameter => parameter.Value.requires_grad)];
        (network.IsTraining, network.Precision) = (false, precision);
        foreach (var (_, parameter) in network.Parameters)
            parameter.requires_grad_(false);
    }

    public void Dispose()
    {
        (network.IsTraining, network.Precision) = (wasTraining, precision);
        for (var index = 0; index < tookGradients.Length; index++)
            network.Parameters[index].Value.requires_grad_(tookGradients[index]);
    }
}
