using System.Runtime.CompilerServices;

namespace Rrm.Clients.Calls;

/// <summary>Streams of questions.</summary>
internal static class Ordered
{
    /// <summary>
    /// Asks about items as they come, so many at once, and hands the answers out in the order of the items. Whatever ends the enumeration, what is
    /// under way then is cancelled and has ended when it returns: nobody reads the items any more.
    /// </summary>
    public static async IAsyncEnumerable<TAnswer> SelectAsync<TItem, TAnswer>(
        IEnumerable<TItem> items, int depth, Func<TItem, CancellationToken, Task<TAnswer>> ask, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = new Queue<Task<TAnswer>>();
        using var source = items.GetEnumerator();
        try
        {
            while (true)
            {
                while (asked.Count < depth && source.MoveNext())
                    asked.Enqueue(ask(source.Current, abandon.Token));
                if (!asked.TryPeek(out var next))
                    yield break;
                var answer = await next;
                _ = asked.Dequeue();
                yield return answer;
            }
        }
        finally
        {
            await abandon.CancelAsync();
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
