using Rrm.Checkpoints;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Networks;

namespace Rrm.StudentTrainer.Training;

/// <summary>What a checkpoint needs beside the weights for the run to go on as if it had never stopped.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="History">Their metrics.</param>
internal sealed record TrainingState(int Epoch, IReadOnlyList<EpochMetrics> History)
{
    private const string StateFile = "training-state.json";
    private const string TensorFile = "training-state.safetensors";
    private const string MethodPrefix = "method/";

    public static TrainingState Start { get; } = new(0, []);

    public void WriteInto(string folder, Sgd optimizer, TrainingMethod method)
    {
        AtomicFile.Write(Path.Combine(folder, TensorFile), stream => SafeTensors.Write(stream, MemoryOf(optimizer, method)));
        AtomicFile.WriteJson(Path.Combine(folder, StateFile), this);
    }

    public static TrainingState Read(string folder, Network network, Sgd optimizer, TrainingMethod method)
    {
        Remember(SafeTensors.Read(Path.Combine(folder, TensorFile)), network, optimizer, method);
        return JsonFormat.Read<TrainingState>(Path.Combine(folder, StateFile), "a training state");
    }

    /// <summary>What optimizer and method remember from update to update.</summary>
    public static IReadOnlyDictionary<string, TensorData> MemoryOf(Sgd optimizer, TrainingMethod method) => optimizer.Export()
        .Concat(method.Export().Select(entry => KeyValuePair.Create(MethodPrefix + entry.Key, entry.Value))).ToDictionary();

    public static void Remember(IReadOnlyDictionary<string, TensorData> memory, Network network, Sgd optimizer, TrainingMethod method)
    {
        optimizer.Restore(memory);
        method.Restore(memory.Where(entry => entry.Key.StartsWith(MethodPrefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[MethodPrefix.Length..], entry => entry.Value), network.Device);
    }
}
