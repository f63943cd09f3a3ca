using System.Text.Json;
using Rrm.Checkpoints;

namespace Rrm.OnnxExport.Tests;

public sealed class ProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Exports_a_run_and_writes_its_identity_as_JSON()
    {
        AtomicFolder.Replace(folder["run/checkpoint"], Goldens.Checkpoint("dnn").WriteInto);

        Assert.Equal(0, Run(folder["run"], "--out", folder["models/teacher"], "--json", folder["teacher.json"]));

        using var json = JsonDocument.Parse(File.ReadAllText(folder["teacher.json"]));
        Assert.Equal(TeacherFolder.Read(folder["models/teacher"]).Manifest.Sha256, json.RootElement.GetProperty("sha256").GetString());
    }

    [Fact]
    public void A_checkpoint_that_is_not_there_ends_with_one() => Assert.Equal(1, Run(folder["nowhere"], "--out", folder["teacher"]));

    [Fact]
    public void Bad_usage_ends_with_two() => Assert.Equal(2, Run(folder["run"]));

    private static int Run(params string[] arguments) => (int)typeof(ExportCommand).Assembly.EntryPoint!.Invoke(null, [arguments])!;
}
