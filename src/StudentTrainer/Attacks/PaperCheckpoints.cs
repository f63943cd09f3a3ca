namespace Rrm.StudentTrainer.Attacks;

/// <summary>When <see cref="PaperAutoPgd"/> judges its step size: shares 0, .22, .41, .57, … of the moves, rounded up.</summary>
public static class PaperCheckpoints
{
    /// <summary>Ascending; a value k means after the move with number k, counted from 0. Neither the first, 0, nor the number of moves is ever met.</summary>
    public static IReadOnlyList<int> Of(int steps)
    {
        // In floating point as the toolbox has it: of 100 moves the share .57 becomes 58.
        List<double> shares = [0, 0.22];
        for (var next = Next(); next <= 1; next = Next())
            shares.Add(next);
        return [.. shares.Select(share => (int)Math.Ceiling(share * steps))];

        double Next() => shares[^1] + Math.Max(shares[^1] - shares[^2] - 0.03, 0.06);
    }
}
