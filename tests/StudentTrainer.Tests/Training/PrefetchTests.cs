using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class PrefetchTests
{
    private readonly List<Item> made = [];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Items_come_in_order_and_are_the_takers_to_dispose(int depth)
    {
        var taken = await Bounded.Run(() => Prefetch.Ahead(Make(50), depth).ToList());
        Assert.Equal(Enumerable.Range(0, 50), taken.Select(item => item.Number));
        Assert.DoesNotContain(taken, item => item.IsDisposed);
    }

    [Fact]
    public async Task The_sources_exception_comes_where_its_item_would_have()
    {
        var taken = new List<int>();
        var problem = await Assert.ThrowsAsync<InvalidOperationException>(() => Bounded.Run(() =>
        {
            taken.AddRange(Prefetch.Ahead(Make(50, failAt: 7), 3).Select(item => item.Number));
            return taken;
        }));
        Assert.Equal("item 7", problem.Message);
        Assert.Equal(7, made.Count);
    }

    [Fact]
    public async Task It_runs_no_further_ahead_than_its_depth()
    {
        await Bounded.Run(() =>
        {
            using var items = Prefetch.Ahead(Make(50), 3).GetEnumerator();
            Assert.True(items.MoveNext());
            // One taken, three ready, one in the maker's hands.
            Assert.True(SpinWait.SpinUntil(() => Count == 5, TimeSpan.FromSeconds(30)));
            Thread.Sleep(50);
            return Count == 5 ? true : throw new InvalidOperationException($"{Count} were made");
        });
    }

    [Fact]
    public async Task Items_that_nobody_took_are_disposed_and_the_source_too()
    {
        await Bounded.Run(() =>
        {
            foreach (var item in Prefetch.Ahead(Make(50), 3))
            {
                if (item.Number == 4)
                    break;
            }
            return true;
        });
        Assert.Equal(Enumerable.Range(0, 5), made.Where(item => !item.IsDisposed).Select(item => item.Number));
        Assert.True(sourceEnded);
    }

    [Fact]
    public async Task A_failure_behind_the_last_item_taken_is_nobodys_business()
    {
        var first = await Bounded.Run(() => Prefetch.Ahead(Make(50, failAt: 2), 3).First());
        Assert.Equal(0, first.Number);
    }

    private bool sourceEnded;

    private int Count
    {
        get
        {
            lock (made)
                return made.Count;
        }
    }

    private IEnumerable<Item> Make(int count, int? failAt = null)
    {
        try
        {
            for (var number = 0; number < count; number++)
            {
                if (number == failAt)
                    throw new InvalidOperationException($"item {number}");
                var item = new Item(number);
                lock (made)
                    made.Add(item);
                yield return item;
            }
        }
        finally
        {
            sourceEnded = true;
        }
    }

    private sealed class Item(int number) : IDisposable
    {
        public int Number => number;

        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
