using Rrm.OnnxExport;
using Rrm.StudentTrainer.Commands;

namespace Rrm.StudentTrainer.Tests.Commands;

public sealed class RepresentCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public RepresentCommandTests() => TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["models/dnn"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_cache_is_filled_audited_and_found_out_when_it_is_damaged()
    {
        Run("--cache", folder["cache"], "--views", "schedule", "--epochs", "2", "--view-seed", "7", "--augmentation", "crop-flip-jitter-rotate");
        var files = Directory.GetFiles(folder["cache"], "*.rrmcache");
        Assert.Equal(4, files.Length); // an epoch and an output each
        Run("--cache", folder["cache"], "--views", "schedule", "--epochs", "2", "--view-seed", "7", "--augmentation", "crop-flip-jitter-rotate", "--audit", "1000");

        using (var damaged = new FileStream(files[0], FileMode.Open))
        {
            damaged.Position = 4096 + 4096 + 20;
            damaged.WriteByte(0x5a);
        }
        var problem = Assert.Throws<RrmException>(() =>
            Run("--cache", folder["cache"], "--views", "schedule", "--epochs", "2", "--view-seed", "7", "--augmentation", "crop-flip-jitter-rotate", "--audit", "1000"));
        Assert.StartsWith("1 of 120 records are not what the teacher says now", problem.Message);
    }

    [Fact]
    public void An_audit_of_nothing_is_a_failure() =>
        Assert.Contains("has no such records", Assert.Throws<RrmException>(() => Run("--cache", folder["cache"], "--audit", "10")).Message);

    [Theory]
    [InlineData("give either --out FILE or --cache DIR")]
    [InlineData("give either --out FILE or --cache DIR", "--out", "file", "--cache", "folder")]
    [InlineData("--views goes with --cache", "--out", "file", "--views", "all")]
    [InlineData("--audit is 0; expected at least 1 record", "--cache", "folder", "--audit", "0")]
    [InlineData("--teacher-wait is 0; expected 0.1", "--cache", "folder", "--teacher-wait", "0")]
    [InlineData("--teacher-cert and --teacher-key belong together", "--cache", "folder", "--teacher-cert", "own.pem")]
    [InlineData("--epochs is 0", "--cache", "folder", "--views", "schedule")]
    public void What_makes_no_sense_is_refused(string sentence, params string[] words) =>
        Assert.Contains(sentence, Assert.Throws<UsageException>(() => Run(words)).Message);

    private void Run(params string[] words) =>
        CommandRunner.Run(["represent", "--teacher", folder["models/dnn"], "--dataset", "shapes", "--limit", "30", "--device", "cpu", .. words], CancellationToken.None);
}
