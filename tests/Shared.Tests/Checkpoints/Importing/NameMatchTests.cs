using System.Diagnostics;
using Rrm.Architectures;
using Rrm.Checkpoints.Importing;

namespace Rrm.Shared.Tests.Checkpoints.Importing;

public sealed class NameMatchTests
{
    private static readonly Architecture Architecture = ArchitectureCatalog.Create("resnet-small", 10);
    private static readonly IReadOnlyDictionary<string, string?> NoMap = new Dictionary<string, string?>();

    [Fact]
    public void Wrappers_are_taken_off_in_any_number()
    {
        var match = NameMatch.Of(["module.model.net.conv1.weight", "_orig_mod.module.bn1.bias"], Architecture, NoMap);
        Assert.Equal(("module.model.net.conv1.weight", "_orig_mod.module.bn1.bias"), (match.Theirs("conv1.weight"), match.Theirs("bn1.bias")));
        Assert.Empty(match.Extra);
    }

    [Theory]
    [InlineData("module.")]
    [InlineData(".")]
    public void An_endless_name_belongs_nowhere_and_costs_no_more_than_its_length(string part)
    {
        var endless = string.Concat(Enumerable.Repeat(part, 500_000));
        var (started, before) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());

        var match = NameMatch.Of([endless], Architecture, NoMap);

        Assert.Equal([endless], match.Extra);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < 10); // Each wrapper by itself would take minutes.
    }
}
