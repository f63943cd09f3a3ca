namespace Rrm.Architectures;

/// <summary>
/// The interpreter that computes shapes, lists the state_dict, and refuses descriptions that make no sense with a sentence
/// that names the layer.
/// </summary>
internal sealed class ShapeInference : IInterpreter<FeatureShape>
{
    private readonly string architecture;
    private readonly List<TensorDescription> tensors = [];
    private readonly HashSet<string> names = [];

    private ShapeInference(string architecture) => this.architecture = architecture;

    public int RepresentationWidth { get; private set; }
    public int Classes { get; private set; }
    public long MultiplyAccumulates { get; private set; }
    public IReadOnlyList<TensorDescription> Tensors => tensors;

    public static ShapeInference Of(Architecture architecture)
    {
        var inference = new ShapeInference(architecture.Name);
        var (channels, height, width) = architecture.Input;
        inference.Require(channels > 0 && height > 0 && width > 0, "input", $"is {architecture.Input}; sizes must be positive");
        var (representation, logits) = architecture.Interpret(inference, new FeatureShape(channels, height, width));
        inference.Require(representation.IsVector, "body", $"ends in {representation}; the representation must be a vector: end the body with a flatten layer");
        inference.Require(logits.IsVector && architecture.Head.Count > 0, "head", "must turn the representation into logits: end it with a linear layer");
        inference.RepresentationWidth = representation.Channels;
        inference.Classes = logits.Channels;
        return inference;
    }

    public FeatureShape Convolution(Convolution layer, FeatureShape input)
    {
        Require(!input.IsVector, layer.Name, "is a convolution after a flatten");
        Require(layer is { Outputs: > 0, Kernel: > 0, Stride: > 0, Padding: >= 0 }, layer.Name, "needs positive outputs, kernel and stride, and no negative padding");
        var output = new FeatureShape(layer.Outputs, Slide(layer.Name, input.Height, layer.Kernel, layer.Stride, layer.Padding), Slide(layer.Name, input.Width, layer.Kernel, layer.Stride, layer.Padding));
        long area = layer.Kernel * layer.Kernel, fanIn = input.Channels * area, fanOut = layer.Outputs * area;
        AddTensor($"{layer.Name}.weight", [layer.Outputs, input.Channels, layer.Kernel, layer.Kernel], TensorRole.Weight, layer.Initialization, fanIn, fanOut);
        if (layer.Bias)
            AddTensor($"{layer.Name}.bias", [layer.Outputs], TensorRole.Bias, layer.Initialization, fanIn, fanOut);
        MultiplyAccumulates += fanIn * layer.Outputs * output.Height * output.Width;
        return output;
    }

    public FeatureShape BatchNorm(BatchNorm layer, FeatureShape input)
    {
        Require(!input.IsVector, layer.Name, "is a 2-d batch norm after a flatten");
        AddTensor($"{layer.Name}.weight", [input.Channels], TensorRole.Scale);
        AddTensor($"{layer.Name}.bias", [input.Channels], TensorRole.Shift);
        AddTensor($"{layer.Name}.running_mean", [input.Channels], TensorRole.RunningMean);
        AddTensor($"{layer.Name}.running_var", [input.Channels], TensorRole.RunningVariance);
        AddTensor($"{layer.Name}.num_batches_tracked", [], TensorRole.BatchesTracked);
        return input;
    }

    public FeatureShape ReLU(FeatureShape input) => input;

    public FeatureShape MaxPool(MaxPool layer, FeatureShape input)
    {
        Require(!input.IsVector, "max_pool", "comes after a flatten");
        Require(layer is { Kernel: > 0, Stride: > 0, Padding: >= 0 } && 2 * layer.Padding <= layer.Kernel, "max_pool", "needs a positive kernel and stride, and padding of at most half the kernel");
        return input with
        {
            Height = Slide("max_pool", input.Height, layer.Kernel, layer.Stride, layer.Padding),
            Width = Slide("max_pool", input.Width, layer.Kernel, layer.Stride, layer.Padding),
        };
    }

    public FeatureShape AdaptiveAveragePool(AdaptiveAveragePool layer, FeatureShape input)
    {
        Require(!input.IsVector, "adaptive_average_pool", "comes after a flatten");
        Require(layer.Size > 0 && input.Height % layer.Size == 0 && input.Width % layer.Size == 0, "adaptive_average_pool",
            $"pools {input} to {layer.Size}x{layer.Size} cells; height and width must be multiples of the size");
        return input with { Height = layer.Size, Width = layer.Size };
    }

    public FeatureShape Flatten(FeatureShape input) =>
        input.IsVector ? input : new FeatureShape(checked(input.Channels * input.Height * input.Width), 1, 1, IsVector: true);

    public FeatureShape Linear(Linear layer, FeatureShape input)
    {
        Require(input.IsVector, layer.Name, $"is a linear layer on {input}; flatten first");
        Require(layer.Outputs > 0, layer.Name, "needs positive outputs");
        AddTensor($"{layer.Name}.weight", [layer.Outputs, input.Channels], TensorRole.Weight, layer.Initialization, input.Channels, layer.Outputs);
        if (layer.Bias)
            AddTensor($"{layer.Name}.bias", [layer.Outputs], TensorRole.Bias, layer.Initialization, input.Channels, layer.Outputs);
        MultiplyAccumulates += (long)input.Channels * layer.Outputs;
        return input with { Channels = layer.Outputs };
    }

    public FeatureShape Dropout(Dropout layer, FeatureShape input)
    {
        Require(layer.Rate is >= 0 and < 1, "dropout", $"has rate {layer.Rate}; expected 0 up to, not including, 1");
        return input;
    }

    public FeatureShape Add(FeatureShape body, FeatureShape shortcut)
    {
        Require(body == shortcut, "residual", $"adds {body} and {shortcut}; body and shortcut must end in the same shape");
        return body;
    }

    private int Slide(string layer, int size, int kernel, int stride, int padding)
    {
        Require(size + 2 * padding >= kernel, layer, $"has a kernel of {kernel} on an input of {size} with padding {padding}; the input is too small");
        return (size + 2 * padding - kernel) / stride + 1;
    }

    private void AddTensor(string name, long[] shape, TensorRole role, Initialization initialization = Initialization.Uniform, long fanIn = 1, long fanOut = 1)
    {
        Require(names.Add(name), name, "appears twice; give each layer a name of its own");
        tensors.Add(new TensorDescription(name, shape, role, initialization, fanIn, fanOut));
    }

    private void Require(bool condition, string where, string problem)
    {
        if (!condition)
            throw new RrmException($"Architecture '{architecture}': {where} {problem}.");
    }
}
