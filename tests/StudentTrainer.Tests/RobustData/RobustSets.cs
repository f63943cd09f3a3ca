using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.RobustData;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.RobustData;

/// <summary>Small robust data sets and the teacher they are made with.</summary>
internal static class RobustSets
{
    public static Network Teacher() => Network.Create(TestData.Network(dropout: 0), Normalization.Centred, seed: 3, torch.CPU);

    public static Checkpoint TeacherCheckpoint()
    {
        using var network = Teacher();
        return CheckpointOf(network);
    }

    public static string Sha256(Network network) => CheckpointOf(network).ParametersSha256();

    public static RobustDataOptions Options(ImageSet images) => new()
    {
        Dataset = "quadrants", DatasetSha256 = images.Identity, TeacherArchitecture = "tiny", TeacherSha256 = TeacherCheckpoint().ParametersSha256(),
        Steps = 4, StepSize = 0.1, BatchSize = 16, Seed = 5, Precision = Precision.Float32,
    };

    /// <summary>Makes a set, and stops after so many moves where told to.</summary>
    public static RobustDataManifest Make(string path, ImageSet images, RobustDataOptions? options = null, bool resume = false, Func<RobustifyProgress, bool>? stopAt = null)
    {
        using var stop = new CancellationTokenSource();
        return new Robustification(TeacherCheckpoint(), images, options ?? Options(images), ComputeDevice.Choose("cpu"), path, resume)
        {
            ProgressInterval = TimeSpan.Zero,
            Progress = progress =>
            {
                if (stopAt?.Invoke(progress) == true)
                    stop.Cancel();
            },
        }.Execute(stop.Token);
    }

    private static Checkpoint CheckpointOf(Network network) => new(
        ModelManifest.Of(network.Architecture, TestData.Quadrants(4, 4).Train.ClassNames, network.Normalization), network.Architecture, network.Export());
}
