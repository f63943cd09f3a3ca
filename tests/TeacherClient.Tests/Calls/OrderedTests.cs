using Rrm.Clients.Calls;
using Rrm.StudentTrainer.Tests;

namespace Rrm.Clients.Tests.Calls;

public sealed class OrderedTests
{
    [Fact]
    public async Task Leaving_early_cancels_what_is_under_way_and_waits_for_its_end()
    {
        var (begun, ended) = (0, 0);
        async Task<int> AskAsync(int item, CancellationToken cancelled)
        {
            if (item == 0)
                return item;
            Interlocked.Increment(ref begun);
            try
            {
                await Task.Delay(Timeout.Infinite, cancelled);
            }
            finally
            {
                await Task.Delay(100); // It takes its time to end.
                Interlocked.Increment(ref ended);
            }
            return item;
        }

        await Task.Run(async () =>
        {
            await foreach (var answer in Ordered.SelectAsync(Enumerable.Range(0, 100), 4, AskAsync))
            {
                Assert.Equal(0, answer);
                break;
            }
        }).InTime();
        Assert.Equal((3, 3), (begun, ended));
    }

    [Fact]
    public async Task A_failure_comes_out_in_its_place()
    {
        var seen = new List<int>();
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(async () =>
        {
            await foreach (var answer in Ordered.SelectAsync(Enumerable.Range(0, 10), 4, (item, _) => item == 5 ? Task.FromException<int>(new InvalidOperationException("five")) : Task.FromResult(item)))
                seen.Add(answer);
        }).InTime());
        Assert.Equal("five", problem.Message);
        Assert.Equal([0, 1, 2, 3, 4], seen);
    }
}
