using System.Collections.Concurrent;

namespace Rrm.StudentTrainer.Training;

/// <summary>Makes items on a thread of its own, a few ahead of whoever takes them, in order.</summary>
internal static class Prefetch
{
    /// <summary>Items not taken when the enumeration ends are disposed; an exception of the source comes out where its item would have.</summary>
    public static IEnumerable<T> Ahead<T>(IEnumerable<T> source, int depth) where T : IDisposable
    {
        using var stop = new CancellationTokenSource();
        using var ready = new BlockingCollection<T>(depth);
        var producer = Task.Factory.StartNew(() => Produce(source, ready, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            foreach (var item in ready.GetConsumingEnumerable())
                yield return item;
            producer.GetAwaiter().GetResult();
        }
        finally
        {
            stop.Cancel();
            ((IAsyncResult)producer).AsyncWaitHandle.WaitOne();
            while (ready.TryTake(out var left))
                left.Dispose();
        }
    }

    private static void Produce<T>(IEnumerable<T> source, BlockingCollection<T> ready, CancellationToken stop) where T : IDisposable
    {
        try
        {
            foreach (var item in source)
            {
                try
                {
                    ready.Add(item, stop);
                }
                catch (OperationCanceledException)
                {
                    item.Dispose();
                    return;
                }
            }
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
