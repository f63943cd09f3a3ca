using Rrm.EndToEnd.Tests.Chain;
using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.Evaluation;

/// <summary>Two small trained networks, and what an undisturbed job says of them.</summary>
public sealed class EvaluatedStudents : IAsyncLifetime
{
    private const string Undisturbed = "undisturbed";
    private readonly TemporaryFolder folder = new();

    public async ValueTask InitializeAsync()
    {
        SmallNetworks.WriteStudent(folder["tiny.json"]);
        foreach (var (name, seed) in ((string, string)[])[("one", "1"), ("two", "2")])
            (await ChildProcess.RunRrmAsync(folder.Path, "train", "natural", "--arch", "tiny.json", "--dataset", "shapes", "--limit", "1000", "--epochs", "2", "--batch-size", "32", "--lr", "0.05",
                "--seed", seed, "--monitor", "64", "--out", name)).AssertDone();
        using var job = Evaluate(Undisturbed);
        var finished = (await job.EndAsync()).AssertDone();
        Assert.Contains("| checkpoint | parameters | clean | pgd linf 2/255, 6 steps | paper-autopgd linf 2/255, 6 steps | worst-case linf 2/255 |", finished.Output);
        Assert.All(Texts(Undisturbed, "verdicts").Values, table =>
        {
            Assert.Contains(",true,true,,", table);
            Assert.Contains(",true,false,pgd,", table);
        });
    }

    internal string this[string path] => folder[path];

    internal ChildProcess Evaluate(string job) => Evaluate(job, ["one", "two"]);

    internal ChildProcess Evaluate(string job, string[] more) => ChildProcess.Rrm(folder.Path,
    [
        "evaluate", .. more, "--dataset", "shapes", "--limit", "120", "--eps", "2/255", "--attack", "pgd,paper-autopgd", "--steps", "6", "--restarts", "2",
        "--batch-size", "16", "--out", job,
    ]);

    /// <summary>Finished pieces of a job, of all networks.</summary>
    internal int Pieces(string job) => Directory.Exists(folder[$"{job}/journal"]) ? Journals(job).Values.Sum(text => text.Count(letter => letter == '\n')) : 0;

    internal IReadOnlyDictionary<string, string> Journals(string job) => Texts(job, "journal");

    internal void AssertSameVerdicts(string job) => Assert.Equal(Texts(Undisturbed, "verdicts"), Texts(job, "verdicts"));

    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private Dictionary<string, string> Texts(string job, string kind) => Directory.GetFiles(folder[$"{job}/{kind}"]).ToDictionary(path => Path.GetFileName(path), Read);

    // While another process writes to it.
    private static string Read(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
