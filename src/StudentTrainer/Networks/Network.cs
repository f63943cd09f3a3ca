using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Networks;

/// <summary>
/// A classifier with weights: an architecture, the tensors of its state_dict, and the normalisation that is its first layer.
/// Takes pixels [N,C,H,W] float32 in [0,1] and gives the representation [N,D] and the logits [N,K], both float32.
/// </summary>
/// <remarks>Owns its tensors. Used by one thread at a time.</remarks>
public sealed class Network : IDisposable
{
    private readonly Dictionary<string, Tensor> tensors;
    private readonly Tensor mean;
    private readonly Tensor std;
    private readonly TorchInterpreter interpreter;

    private Network(Architecture architecture, Normalization normalization, Device device, Func<TensorDescription, Tensor> valueOf)
    {
        using var outside = NewDisposeScope();
        Architecture = architecture;
        Normalization = normalization;
        Device = device;
        mean = PerChannel(normalization.Mean, device);
        std = PerChannel(normalization.Std, device);
        tensors = architecture.Tensors.ToDictionary(description => description.Name, description =>
        {
            var value = valueOf(description).to(device);
            // Convolutions propagate the layout of their weights: set once here, every activation is channels-last.
            value = value.dim() == 4 ? value.ToChannelsLast() : value;
            return (description.IsTrainable ? value.requires_grad_() : value).DetachFromDisposeScope();
        });
        Parameters = [.. architecture.Tensors.Where(description => description.IsTrainable).Select(description => KeyValuePair.Create(description.Name, tensors[description.Name]))];
        interpreter = new TorchInterpreter(tensors, device);
    }

    public Architecture Architecture { get; }

    public Normalization Normalization { get; }

    public Device Device { get; }

    /// <summary>The trainable tensors with their state_dict names, in the architecture's order.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Parameters { get; }

    /// <summary>Whether batch norm uses and updates batch statistics and dropout drops.</summary>
    public bool IsTraining
    {
        get => interpreter.IsTraining;
        set => interpreter.IsTraining = value;
    }

    /// <summary>What convolutions and matrix products compute in; parameters, batch norm and outputs stay float32.</summary>
    public Precision Precision { get; set; } = Precision.Float32;

    /// <summary>What the logits are divided by. 1 unless the checkpoint says otherwise; may be changed at any time, as to evaluate at another one.</summary>
    public double Temperature { get; set; } = 1;

    /// <summary>Forward passes made so far: what a method costs, counted.</summary>
    public long ForwardPasses { get; private set; }

    /// <summary>Whether every weight is a number. Reading it waits for the device.</summary>
    public bool IsFinite()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // A sum is as infinite, or as little a number, as its worst term.
        return stack(Parameters.Select(parameter => parameter.Value.sum())).isfinite().all().cpu().item<bool>();
    }

    /// <summary>Decides what dropout drops in the forward passes that follow; nothing else in the process does.</summary>
    public void SeedDropout(uint seed) => interpreter.SeedDropout(seed);

    /// <summary>A network before training: its weights are a function of the seed and the tensors' names.</summary>
    public static Network Create(Architecture architecture, Normalization normalization, long seed, Device device) =>
        new(architecture, normalization, device, description => InitialWeights.Of(description, seed));

    /// <summary>A trained network.</summary>
    public static Network Load(Checkpoint checkpoint, Device device) =>
        new(checkpoint.Architecture, checkpoint.Manifest.Normalization, device, description => checkpoint.Tensors[description.Name].ToTensor()) { Temperature = checkpoint.Manifest.Temperature };

    /// <summary>Takes over the weights of a checkpoint of the same architecture.</summary>
    public void Restore(Checkpoint checkpoint) => Restore(checkpoint.Tensors);

    /// <summary>Takes over what <see cref="Export"/> gave.</summary>
    public void Restore(IReadOnlyDictionary<string, TensorData> weights)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, tensor) in tensors)
            tensor.copy_(weights[name].ToTensor());
    }

    /// <summary>The forward pass.</summary>
    public (Tensor Representation, Tensor Logits) Forward(Tensor images)
    {
        ForwardPasses++;
        using var scope = NewDisposeScope();
        using var autocast = Autocast.Enable(Device.type, Precision);
        var normalized = images.Clamp(0, 1).sub_(mean).div_(std);
        var (representation, logits) = Architecture.Interpret(interpreter, normalized.ToChannelsLast());
        logits = logits.to(ScalarType.Float32);
        if (Temperature != 1)
            logits = logits.Div(Temperature);
        return (representation.to(ScalarType.Float32).MoveToOuterDisposeScope(), logits.MoveToOuterDisposeScope());
    }

    /// <summary>The logits alone.</summary>
    public Tensor Logits(Tensor images)
    {
        var (representation, logits) = Forward(images);
        representation.Dispose();
        return logits;
    }

    /// <summary>
    /// Until the guard is disposed the network is in evaluation mode, in float32 unless said otherwise, and its parameters take no gradients,
    /// so that an attack computes input gradients only and changes nothing. Disposing restores what was.
    /// </summary>
    public IDisposable Freeze(Precision precision = Precision.Float32) => new FrozenNetwork(this, precision);

    /// <summary>Copies of all tensors, as a checkpoint stores them.</summary>
    public IReadOnlyDictionary<string, TensorData> Export() => tensors.ToDictionary(entry => entry.Key, entry => entry.Value.ToTensorData());

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
            tensor.Dispose();
        interpreter.Dispose();
        mean.Dispose();
        std.Dispose();
    }

    private static Tensor PerChannel(IReadOnlyList<double> values, Device device) =>
        tensor(values.Select(value => (float)value).ToArray(), [1, values.Count, 1, 1]).to(device).DetachFromDisposeScope();
}
