using System.Text.Json.Serialization;

namespace Rrm.Checkpoints;

/// <summary>How close the answers of an int8 teacher come to those of the float32 network that it was made from, on images that its ranges were not taken from.</summary>
public sealed record Fidelity
{
    /// <summary>Name of the data set of all images.</summary>
    public required string Dataset { get; init; }

    /// <summary>Training images that the ranges of activations were taken from.</summary>
    public required int CalibrationImages { get; init; }

    /// <summary>Share of an activation's values that was let go beyond each end of its range.</summary>
    public required double Clipping { get; init; }

    /// <summary>Test images that the figures below are of.</summary>
    public required int TestImages { get; init; }

    /// <summary>Mean cosine of an image's two representations.</summary>
    public required double RepresentationCosine { get; init; }

    /// <summary>Mean l2 distance of an image's two representations, over the length of the float32 one.</summary>
    public required double RepresentationRelativeError { get; init; }

    /// <summary>Share of images that both put into the same class.</summary>
    public required double PredictionAgreement { get; init; }

    public required AccuracyPair NaturalAccuracy { get; init; }

    /// <summary>Robust accuracy of two students that differ in nothing but their teacher's precision. An export does not train any: this is for whoever did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AccuracyPair? StudentRobustAccuracy { get; init; }
}
