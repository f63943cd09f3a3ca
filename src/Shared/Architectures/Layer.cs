using System.Text.Json.Serialization;

namespace Rrm.Architectures;

/// <summary>
/// One step of a classifier, as data. Layers with parameters carry the name under which PyTorch's state_dict holds them;
/// the number of inputs is inferred, never written.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Convolution), "convolution")]
[JsonDerivedType(typeof(BatchNorm), "batch_norm")]
[JsonDerivedType(typeof(ReLU), "relu")]
[JsonDerivedType(typeof(MaxPool), "max_pool")]
[JsonDerivedType(typeof(AdaptiveAveragePool), "adaptive_average_pool")]
[JsonDerivedType(typeof(Flatten), "flatten")]
[JsonDerivedType(typeof(Linear), "linear")]
[JsonDerivedType(typeof(Dropout), "dropout")]
[JsonDerivedType(typeof(Residual), "residual")]
public abstract record Layer;

/// <summary>2-d convolution with a square kernel, zero padding.</summary>
public sealed record Convolution(
    string Name, int Outputs, int Kernel, int Stride = 1, int Padding = 0, bool Bias = true, Initialization Initialization = Initialization.Uniform) : Layer;

/// <summary>2-d batch normalisation with PyTorch's defaults: eps 1e-5, momentum 0.1, affine, running statistics.</summary>
public sealed record BatchNorm(string Name) : Layer
{
    public const double Epsilon = 1e-5;
    public const double Momentum = 0.1;
}

/// <summary>max(x, 0).</summary>
public sealed record ReLU : Layer;

/// <summary>Square max pooling; padding counts as minus infinity.</summary>
public sealed record MaxPool(int Kernel, int Stride, int Padding = 0) : Layer;

/// <summary>Average pooling to Size x Size cells; the input's height and width must be multiples of it. Size 1 is global pooling.</summary>
public sealed record AdaptiveAveragePool(int Size) : Layer;

/// <summary>[channels, height, width] to a vector.</summary>
public sealed record Flatten : Layer;

/// <summary>Fully connected layer on vectors.</summary>
public sealed record Linear(string Name, int Outputs, bool Bias = true, Initialization Initialization = Initialization.Uniform) : Layer;

/// <summary>Zeroes values with this probability and scales the rest, in training only.</summary>
public sealed record Dropout(double Rate) : Layer;

/// <summary>body(x) + shortcut(x); an empty shortcut is the identity. The activation after the sum is a layer of its own.</summary>
public sealed record Residual(IReadOnlyList<Layer> Body, IReadOnlyList<Layer> Shortcut) : Layer;
