using Rrm.Architectures;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Networks;

/// <summary>The meaning of layers in libtorch, over the tensors of a state_dict.</summary>
internal sealed class TorchInterpreter(IReadOnlyDictionary<string, Tensor> tensors, Device device) : IInterpreter<Tensor>, IDisposable
{
    // Not libtorch's default generator: any thread of the process may draw from that one in between.
    private readonly Generator dropout = new(0, device);

    public bool IsTraining { get; set; }

    public Tensor Convolution(Convolution layer, Tensor input) =>
        F.conv2d(input, tensors[$"{layer.Name}.weight"], layer.Bias ? tensors[$"{layer.Name}.bias"] : null, [layer.Stride, layer.Stride], [layer.Padding, layer.Padding]);

    public Tensor BatchNorm(BatchNorm layer, Tensor input)
    {
        if (IsTraining)
        {
            using var _ = no_grad();
            tensors[$"{layer.Name}.num_batches_tracked"].Increment_();
        }
        return F.batch_norm(
            input, tensors[$"{layer.Name}.running_mean"], tensors[$"{layer.Name}.running_var"], tensors[$"{layer.Name}.weight"], tensors[$"{layer.Name}.bias"],
            IsTraining, Architectures.BatchNorm.Momentum, Architectures.BatchNorm.Epsilon);
    }

    // Not in place: in a residual block the input may be the shortcut too.
    public Tensor ReLU(Tensor input) => input.relu();

    public Tensor MaxPool(MaxPool layer, Tensor input) => F.max_pool2d(input, [layer.Kernel, layer.Kernel], [layer.Stride, layer.Stride], [layer.Padding, layer.Padding]);

    public Tensor AdaptiveAveragePool(AdaptiveAveragePool layer, Tensor input) => F.adaptive_avg_pool2d(input, [layer.Size, layer.Size]);

    public Tensor Flatten(Tensor input) => input.flatten(1);

    public Tensor Linear(Linear layer, Tensor input) => F.linear(input, tensors[$"{layer.Name}.weight"], layer.Bias ? tensors[$"{layer.Name}.bias"] : null);

    public Tensor Dropout(Dropout layer, Tensor input)
    {
        if (!IsTraining || layer.Rate == 0)
            return input;
        var kept = empty_like(input).bernoulli_(1 - layer.Rate, dropout).Div_(1 - layer.Rate);
        return input * kept;
    }

    /// <summary>What the next dropout layers draw from.</summary>
    public void SeedDropout(uint seed) => dropout.manual_seed(seed);

    public void Dispose() => dropout.Dispose();

    public Tensor Add(Tensor body, Tensor shortcut) => body.Add(shortcut);
}
