namespace Rrm.StudentTrainer.Attacks;

/// <summary>When APGD judges its step sizes: intervals that start at 0.22 N moves and shrink by 0.03 N down to 0.06 N.</summary>
public static class ApgdCheckpoints
{
    /// <summary>Moves completed at each checkpoint of a run of <paramref name="steps"/> moves, ascending.</summary>
    public static IReadOnlyList<int> Of(int steps)
    {
        var checkpoints = new List<int>();
        var interval = Share(steps, 22);
        for (var completed = interval; completed <= steps; completed += interval)
        {
            checkpoints.Add(completed);
            interval = Math.Max(interval - Share(steps, 3), Share(steps, 6));
        }
        return checkpoints;
    }

    // In integers, so that no rounding decides.
    private static int Share(int steps, int percent) => Math.Max(steps * percent / 100, 1);
}
