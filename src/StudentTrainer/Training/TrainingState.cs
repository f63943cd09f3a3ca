using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Training;

/// <summary>What a checkpoint needs beside the weights for the run to go on as if it had never stopped.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="History">Their metrics.</param>
internal sealed record TrainingState(int Epoch, IReadOnlyList<EpochMetrics> History)
{
    private const string StateFile = "training-state.json";
    private const string TensorFile = "training-state.safetensors";

    public static TrainingState Start { get; } = new(0, []);

    public void WriteInto(string folder, Sgd optimizer)
    {
        AtomicFile.Write(Path.Combine(folder, TensorFile), stream => SafeTensors.Write(stream, optimizer.Export()));
        AtomicFile.WriteJson(Path.Combine(folder, StateFile), this);
    }

    public static TrainingState Read(string folder, Sgd optimizer)
    {
        optimizer.Restore(SafeTensors.Read(Path.Combine(folder, TensorFile)));
        return JsonFormat.Read<TrainingState>(Path.Combine(folder, StateFile), "a training state");
    }
}
