using Rrm.Representations;
using Rrm.Shared.Tests.Datasets;

namespace Rrm.Shared.Tests.Representations;

public sealed class RepresentationCacheTests : IDisposable
{
    private static readonly long[] slots = [4, 0, 9];
    private readonly TemporaryFolder folder = new();
    private readonly RepresentationCache cache;

    public RepresentationCacheTests() => cache = new(folder.Path);

    public void Dispose()
    {
        cache.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Two_outputs_are_known_only_together()
    {
        var (representation, logits) = (Epoch(0), Epoch(0) with { Output = CachedOutput.Logits, Width = 2 });
        var one = cache.Open(representation);
        Assert.True(one.Store(slots, [0, 2], [[1, 2, 3, 0, 0, 0, 7, 8, 9]]));

        var both = cache.Open(representation, logits);
        var rows = both.Rows(3);
        Assert.Equal([0, 1, 2], both.Read(slots, [0, 1, 2], rows));
        Assert.True(both.Store(slots, [2], [[.. rows[0]], [0, 0, 0, 0, 5, 6]]));
        Assert.Equal([1, 0], both.Read(slots, [2, 1, 0], rows));
        Assert.Equal([5, 6], rows[1][4..]);
    }

    [Fact]
    public void However_many_files_a_run_meets_few_are_open_and_all_are_remembered()
    {
        var first = cache.Open(Epoch(0));
        Assert.True(first.Store(slots, [0], [[1, 2, 3]]));
        for (var epoch = 1; epoch < 100; epoch++) Assert.True(cache.Open(Epoch(epoch)).Store(slots, [0], [[epoch, 2, 3]]));

        Assert.Equal([0], first.Read(slots, [0], first.Rows(1))); // closed since, so it is asked again
        foreach (var epoch in (int[])[0, 50, 99])
        {
            var again = cache.Open(Epoch(epoch));
            var rows = again.Rows(1);
            Assert.Empty(again.Read(slots, [0], rows));
            Assert.Equal(epoch == 0 ? 1 : epoch, rows[0][0]);
        }

        Assert.InRange(Directory.GetFiles("/proc/self/fd").Count(handle => new FileInfo(handle).LinkTarget?.StartsWith(folder.Path, StringComparison.Ordinal) == true), 1, 64);
    }

    private static CacheIdentity Epoch(int epoch) => CacheFiles.Identity with { ImageCount = 10, Width = 3, Views = new("resized-crop-jitter-lighting", 1, 5, epoch) };
}
