using Rrm.Checkpoints;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;

namespace Rrm.StudentTrainer.Training;

/// <summary>Everything that training changes, as it was at one moment, to go back to.</summary>
internal sealed class Snapshot(Network network, Sgd optimizer, TrainingMethod method)
{
    private readonly IReadOnlyDictionary<string, TensorData> weights = network.Export();
    private readonly IReadOnlyDictionary<string, TensorData> memory = TrainingState.MemoryOf(optimizer, method);

    public void Restore()
    {
        network.Restore(weights);
        TrainingState.Remember(memory, network, optimizer, method);
    }
}
