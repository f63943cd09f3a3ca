namespace Rrm.Bench;

/// <summary>
/// Ways of doing the same work, tried in turns within one run (A B C, then C B A, …), so that a slow minute of the machine hits all of them.
/// </summary>
internal static class Turns
{
    // Threads of a parallel region go on spinning for a moment after it; without a pause they would slow whoever comes next.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Results by way and round. The rounds of the warm-up are not among them.</summary>
    public static T[][] Take<T>(int rounds, int warmup, params IReadOnlyList<Func<T>> ways)
    {
        var results = ways.Select(_ => new T[rounds]).ToArray();
        for (var round = -warmup; round < rounds; round++)
        {
            for (var turn = 0; turn < ways.Count; turn++)
            {
                var way = round % 2 == 0 ? turn : ways.Count - 1 - turn;
                Thread.Sleep(Pause);
                var result = ways[way]();
                if (round >= 0)
                    results[way][round] = result;
            }
        }
        return results;
    }
}
