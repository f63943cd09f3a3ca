using Rrm.Checkpoints;
using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.Chain;

public sealed class RobustDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RobustDataTests()
    {
        AtomicFolder.Replace(folder["teacher"], Goldens.Checkpoint("vgg-small").WriteInto);
        SmallNetworks.WriteStudent(folder["student.json"]);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_set_whose_making_is_killed_and_resumed_is_the_same_to_the_byte()
    {
        using (var undisturbed = Robustify("undisturbed"))
            (await undisturbed.EndAsync()).AssertDone();
        using (var killed = Robustify("killed"))
        {
            await Bounded.UntilAsync(() => Progress("killed").Contains("\"images\": 16"), () => $"The first batch never ended:\n{killed.Output}");
            await killed.KillAsync();
        }
        Assert.False(File.Exists(folder["killed/robust-dataset.json"]), "The set was finished before it could be killed.");
        using (var resumed = Robustify("killed", "--resume"))
            (await resumed.EndAsync()).AssertDone();

        Assert.Equal(Files("undisturbed"), Files("killed"));
        foreach (var file in Files("undisturbed"))
            Assert.Equal(File.ReadAllBytes(folder[$"undisturbed/{file}"]), File.ReadAllBytes(folder[$"killed/{file}"]));
    }

    [Fact]
    public async Task A_student_learns_from_it_and_says_whose_view_it_learned()
    {
        (await ChildProcess.RunRrmAsync(folder.Path, "robustify", "--teacher", "teacher", "--dataset", "shapes", "--limit", "32", "--steps", "2", "--out", "robust")).AssertDone();
        var trained = (await ChildProcess.RunRrmAsync(folder.Path,
            "train", "rdt", "--arch", "student.json", "--dataset", "shapes", "--limit", "32", "--robust-data", "robust", "--epochs", "1", "--out", "student")).AssertDone();

        Assert.Contains("32 training and 32 test images", trained.Output);
        var teacher = Checkpoint.Read(folder["teacher"]).ParametersSha256();
        Assert.Equal(("rdt", teacher), (Checkpoint.Read(folder["student"]).Manifest.Provenance!.Method, Checkpoint.Read(folder["student"]).Manifest.Provenance!.TeacherSha256));
        Assert.Contains(TeacherFolder.HashOf(folder["robust/robust-dataset.json"]), File.ReadAllText(folder["student/config.json"]));
    }

    [Fact]
    public async Task What_a_teacher_says_of_a_data_set_lands_in_a_file()
    {
        (await ChildProcess.RunRrmAsync(folder.Path, "represent", "--teacher", "teacher", "--dataset", "shapes", "--limit", "7", "--out", "answers.safetensors")).AssertDone();

        var answers = SafeTensors.Read(folder["answers.safetensors"]);
        Assert.Equal(["labels", "logits", "representation"], answers.Keys.Order());
        Assert.Equal([7, Checkpoint.Read(folder["teacher"]).Architecture.RepresentationWidth], answers["representation"].Shape);
        Assert.Equal([7, 10], answers["logits"].Shape);
        Assert.Equal([7], answers["labels"].Shape);
        Assert.Contains(answers["logits"].Floats.ToArray(), value => value != 0);
        Assert.Contains(Checkpoint.Read(folder["teacher"]).ParametersSha256(), File.ReadAllText(folder["answers.safetensors"]));
    }

    // On one thread: many small steps on all cores of a busy machine wait for each other.
    private ChildProcess Robustify(string name, params string[] more) => ChildProcess.Shell(folder.Path, "OMP_NUM_THREADS=1 exec dotnet \"$0\" \"$@\"",
        [ChildProcess.Program("rrm"), "robustify", "--teacher", "teacher", "--dataset", "shapes", "--limit", "64", "--batch-size", "16", "--steps", "40", "--out", name, .. more]);

    private string Progress(string name) => File.Exists(folder[$"{name}/progress.json"]) ? File.ReadAllText(folder[$"{name}/progress.json"]) : "";

    private List<string?> Files(string name) => [.. Directory.GetFiles(folder[name]).Select(Path.GetFileName).Order()];
}
