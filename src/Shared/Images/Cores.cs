using System.Runtime.ExceptionServices;

namespace Rrm.Images;

/// <summary>Work on every core.</summary>
internal static class Cores
{
    /// <summary>Calls <paramref name="body"/> for 0 … <paramref name="count"/> - 1 in no particular order. What it throws comes out as thrown.</summary>
    public static void For(int count, Action<int> body, CancellationToken cancellation = default)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        try
        {
            Parallel.For(0, count, options, body);
        }
        catch (AggregateException failures)
        {
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }
}
