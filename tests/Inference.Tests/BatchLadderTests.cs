namespace Rrm.Inference.Tests;

public sealed class BatchLadderTests
{
    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 2, 1 })]
    [InlineData(100, new[] { 100, 64, 32, 16, 8, 4, 2, 1 })]
    [InlineData(128, new[] { 128, 64, 32, 16, 8, 4, 2, 1 })]
    public void Every_batch_is_padded_to_a_rung_that_was_warmed_up_and_hardly_doubled(int capacity, int[] rungs)
    {
        Assert.Equal(rungs, BatchLadder.Rungs(capacity));
        for (var count = 1; count <= capacity; count++)
        {
            var rung = BatchLadder.RungOf(count, capacity);
            Assert.Contains(rung, rungs);
            Assert.InRange(rung, count, 2 * count - 1);
        }
    }
}
