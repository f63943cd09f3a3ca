using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Rrm.Images;

namespace Rrm.Architectures;

/// <summary>
/// A classifier as data: the body ends in the representation, the head turns the representation into logits.
/// Interpreters give it a meaning (<see cref="Interpret"/>): shapes and state_dict names here, a network in the trainer,
/// an ONNX graph in the exporter; so these can never disagree.
/// </summary>
public sealed record Architecture(string Name, ImageShape Input, IReadOnlyList<Layer> Body, IReadOnlyList<Layer> Head)
{
    private const string AdapterMark = "-to-";
    private ShapeInference? shapes;

    /// <summary>Length of the representation vector (the penultimate layer, paper section 5).</summary>
    [JsonIgnore]
    public int RepresentationWidth => Shapes.RepresentationWidth;

    /// <summary>Number of logits.</summary>
    [JsonIgnore]
    public int Classes => Shapes.Classes;

    /// <summary>Every tensor of the state_dict, in PyTorch's order.</summary>
    [JsonIgnore]
    public IReadOnlyList<TensorDescription> Tensors => Shapes.Tensors;

    /// <summary>Multiply-accumulates of one image's forward pass, convolutions and linear layers only.</summary>
    [JsonIgnore]
    public long MultiplyAccumulates => Shapes.MultiplyAccumulates;

    /// <summary>Trainable parameters.</summary>
    [JsonIgnore]
    public long ParameterCount => Tensors.Where(t => t.IsTrainable).Sum(t => t.ElementCount);

    private ShapeInference Shapes => shapes ??= ShapeInference.Of(this);

    /// <summary>Runs body and head through an interpreter.</summary>
    public (TValue Representation, TValue Logits) Interpret<TValue>(IInterpreter<TValue> interpreter, TValue images)
    {
        var representation = Run(Body, interpreter, images);
        return (representation, Run(Head, interpreter, representation));
    }

    /// <summary>
    /// The width adapter (paper appendix B): one linear layer after the penultimate one, so that the representation gets
    /// this width. The same architecture when it has it already.
    /// </summary>
    public Architecture WithRepresentationWidth(int width) => width == RepresentationWidth
        ? this
        : this with { Name = $"{Name}{AdapterMark}{width}", Body = [.. Body, new Linear("width_adapter", width)] };

    /// <summary>An architecture's name without what <see cref="WithRepresentationWidth"/> added to it.</summary>
    public static string NameWithoutAdapter(string name) =>
        name.LastIndexOf(AdapterMark, StringComparison.Ordinal) is > 0 and var end && name[(end + AdapterMark.Length)..].All(char.IsAsciiDigit) ? name[..end] : name;

    // The copy constructor behind `with`: what was inferred from the original does not hold for the copy.
    private Architecture(Architecture original)
    {
        (Name, Input, Body, Head) = (original.Name, original.Input, original.Body, original.Head);
        shapes = null;
    }

    /// <summary>Whether two descriptions are of the same network.</summary>
    public bool Describes(Architecture other) => JsonNode.DeepEquals(JsonSerializer.SerializeToNode(this, JsonFormat.Line), JsonSerializer.SerializeToNode(other, JsonFormat.Line));

    private static TValue Run<TValue>(IReadOnlyList<Layer> layers, IInterpreter<TValue> interpreter, TValue value)
    {
        foreach (var layer in layers)
        {
            value = layer switch
            {
                Convolution convolution => interpreter.Convolution(convolution, value),
                BatchNorm norm => interpreter.BatchNorm(norm, value),
                ReLU => interpreter.ReLU(value),
                MaxPool pool => interpreter.MaxPool(pool, value),
                AdaptiveAveragePool pool => interpreter.AdaptiveAveragePool(pool, value),
                Flatten => interpreter.Flatten(value),
                Linear linear => interpreter.Linear(linear, value),
                Dropout dropout => interpreter.Dropout(dropout, value),
                Residual residual => interpreter.Add(Run(residual.Body, interpreter, value), Run(residual.Shortcut, interpreter, value)),
                null => throw new RrmException("A layer of the architecture is null. Take it out of the description."),
                _ => throw new InvalidOperationException($"Layer {layer.GetType().Name} has no interpretation."),
            };
        }
        return value;
    }
}
