namespace Rrm.Inference.Tests;

public sealed class ArenaUseTests
{
    [Fact]
    public void Memory_is_given_back_once_after_a_while_of_far_smaller_batches()
    {
        var arena = new ArenaUse();
        Assert.False(arena.Shrinks(256));
        Assert.Equal([ArenaUse.Patience - 1], RunsThatShrink(arena, 8, 10 * ArenaUse.Patience));
    }

    [Fact]
    public void A_large_batch_now_and_then_keeps_its_memory()
    {
        var arena = new ArenaUse();
        for (var round = 0; round < 10; round++)
        {
            Assert.False(arena.Shrinks(256));
            Assert.Empty(RunsThatShrink(arena, 8, ArenaUse.Patience - 1));
        }
    }

    [Fact]
    public void Batches_that_are_only_somewhat_smaller_keep_their_memory()
    {
        var arena = new ArenaUse();
        Assert.False(arena.Shrinks(256));
        Assert.Empty(RunsThatShrink(arena, 65, 10 * ArenaUse.Patience));
        Assert.Empty(RunsThatShrink(new(), 1, 10 * ArenaUse.Patience));
    }

    private static IEnumerable<int> RunsThatShrink(ArenaUse arena, int count, int runs) => [.. Enumerable.Range(0, runs).Where(_ => arena.Shrinks(count))];
}
