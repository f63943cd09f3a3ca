namespace Rrm.Architectures;

/// <summary>One entry of the state_dict. Weights are [outputs, inputs, kernel, kernel] or [outputs, inputs].</summary>
/// <param name="Name">PyTorch's state_dict name.</param>
/// <param name="Shape">Empty for the scalar num_batches_tracked.</param>
/// <param name="Role">What the tensor is for.</param>
/// <param name="Initialization">How the layer it belongs to is initialised.</param>
/// <param name="FanIn">Inputs of one output value of the layer.</param>
/// <param name="FanOut">outputs x kernel area.</param>
public sealed record TensorDescription(
    string Name, IReadOnlyList<long> Shape, TensorRole Role, Initialization Initialization = Initialization.Uniform, long FanIn = 1, long FanOut = 1)
{
    public long ElementCount => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Parameters are trained; running statistics are buffers.</summary>
    public bool IsTrainable => Role is TensorRole.Weight or TensorRole.Bias or TensorRole.Scale or TensorRole.Shift;

    public override string ToString() => $"{Name} [{string.Join(", ", Shape)}]";
}
