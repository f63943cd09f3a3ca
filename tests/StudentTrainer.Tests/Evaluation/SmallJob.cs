using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Tests.Attacks;

namespace Rrm.StudentTrainer.Tests.Evaluation;

/// <summary>A job over small networks, in a folder that goes when the test ends.</summary>
internal sealed class SmallJob : IDisposable
{
    public static readonly EvaluationOptions Options = new() { Restarts = 2, BatchSize = 16, Seed = 3 };

    private readonly TemporaryFolder folder = new();

    public SmallJob()
    {
        using var convolutional = SmallNetworks.Convolutional();
        using var linear = SmallNetworks.Linear();
        Images = EvaluationSets.For(convolutional, 60);
        (Convolutional, Linear) = (CheckpointOf(convolutional), CheckpointOf(linear));
        Write("convolutional", Convolutional);
        Write("linear", Linear);
    }

    public ImageSet Images { get; }

    public Checkpoint Convolutional { get; }

    public Checkpoint Linear { get; }

    public IReadOnlyList<IAttack> Attacks { get; init; } = [new Pgd(new LinfBall(0.01), 4), new PaperAutoPgd(new LinfBall(0.01), 4)];

    public string this[string path] => folder[path];

    public void Write(string name, Checkpoint checkpoint) => AtomicFolder.Replace(folder[name], checkpoint.WriteInto);

    public EvaluationJob Open(string job, EvaluationOptions? options = null, Action<EvaluationProgress>? progress = null) => EvaluationJob.Open(folder[job], Images, Attacks, options ?? Options, progress);

    /// <summary>Runs a job on these checkpoints to its end.</summary>
    public JobSummary Run(string job, params string[] checkpoints)
    {
        using var open = Open(job);
        return open.Run([.. checkpoints.Select(name => folder[name])], ComputeDevice.Choose("cpu"), TestContext.Current.CancellationToken);
    }

    public IReadOnlyDictionary<string, string> Verdicts(string job) => Texts(job, "verdicts");

    public IReadOnlyDictionary<string, string> Journals(string job) => Texts(job, "journal");

    public string JournalFile(string job) => Assert.Single(Directory.GetFiles(folder[$"{job}/journal"]));

    public void Dispose() => folder.Dispose();

    private Dictionary<string, string> Texts(string job, string kind) => Directory.GetFiles(folder[$"{job}/{kind}"]).ToDictionary(path => Path.GetFileName(path), File.ReadAllText);

    private static Checkpoint CheckpointOf(Network network)
    {
        var classes = Enumerable.Range(0, network.Architecture.Classes).Select(label => $"class {label}").ToList();
        return new(ModelManifest.Of(network.Architecture, classes, network.Normalization), network.Architecture, network.Export());
    }
}
