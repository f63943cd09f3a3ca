using Rrm.EndToEnd.Tests.Chain;
using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.CommandLine;

public sealed class FullDiskTests : IDisposable
{
    // A disk of this process's own that takes the run as it is, and not a second checkpoint beside the first.
    private const string OnASmallDisk = """
        mkdir disk; mount -t tmpfs -o size=$(( $(du -sk run | cut -f1) * 3 / 2 ))k tmpfs disk && cp -r run disk || exit 99
        dotnet "$@"; code=$?
        cp -r disk/run after; exit $code
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_checkpoint_that_does_not_fit_leaves_the_one_before_and_a_sentence()
    {
        using (var probe = ChildProcess.Shell(folder.Path, "mkdir probe; unshare -rm mount -t tmpfs tmpfs probe"))
            Assert.SkipUnless((await probe.EndAsync()).ExitCode == 0, "this user may not mount a disk of their own (unshare -rm)");
        SmallNetworks.WriteStudent(folder["tiny.json"]);
        using (var first = ChildProcess.Rrm(folder.Path, Train("run")))
        {
            await first.SaysAsync("epoch   1/4");
            await first.KillAsync();
        }

        using (var full = ChildProcess.Shell(folder.Path, "exec unshare -rm bash -c \"$0\" bash \"$@\"", [OnASmallDisk, ChildProcess.Program("rrm"), .. Train("disk/run")]))
            (await full.EndAsync()).AssertFailed(1, "could not be written", "No space left on device", "The one before is untouched", "continue with --resume");
        Assert.Equal(File.ReadAllBytes(folder["run/checkpoint/model.safetensors"]), File.ReadAllBytes(folder["after/checkpoint/model.safetensors"]));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(folder["after"], "*", SearchOption.AllDirectories), path => path.Contains(".next") || path.EndsWith(".tmp", StringComparison.Ordinal));

        (await ChildProcess.RunRrmAsync(folder.Path, Train("after"))).AssertDone();
        (await ChildProcess.RunRrmAsync(folder.Path, Train("undisturbed"))).AssertDone();
        Assert.Equal(File.ReadAllBytes(folder["undisturbed/checkpoint/model.safetensors"]), File.ReadAllBytes(folder["after/checkpoint/model.safetensors"]));
    }

    private static string[] Train(string run) =>
        ["train", "natural", "--arch", "tiny.json", "--dataset", "shapes", "--limit", "320", "--epochs", "4", "--batch-size", "32", "--monitor", "32", "--resume", "--out", run];
}
