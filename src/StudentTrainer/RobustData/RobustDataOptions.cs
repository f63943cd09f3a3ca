using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>Everything that decides the bytes of a robust data set, except the machine.</summary>
public sealed record RobustDataOptions
{
    /// <summary>Name of the data set that the images stand for.</summary>
    public required string Dataset { get; init; }

    /// <summary>Hex identity of its training images: their bytes and labels.</summary>
    public required string DatasetSha256 { get; init; }

    /// <summary>First N training images; null means all.</summary>
    public int? Limit { get; init; }

    public required string TeacherArchitecture { get; init; }

    /// <summary>Hex identity of the teacher's parameters.</summary>
    public required string TeacherSha256 { get; init; }

    /// <summary>Moves of each image.</summary>
    public required int Steps { get; init; }

    /// <summary>Length of a move in pixels (l2), images in [0,1].</summary>
    public required double StepSize { get; init; }

    /// <summary>Images moved at a time; convolutions may round differently in batches of another size.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Decides which image each one starts from.</summary>
    public required long Seed { get; init; }

    /// <summary>What the teacher computes in while images move; targets and distances are float32.</summary>
    public required Precision Precision { get; init; }
}
