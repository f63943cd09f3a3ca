using System.Buffers;

namespace Rrm.Images;

/// <summary>
/// Along one axis, which source pixels make up each target pixel and with what weights: a triangle as wide as two pixels of the coarser
/// grid, so that shrinking does not alias. Pillow's rule and its rounding of the weights to 22 bits. Rented: dispose after use.
/// </summary>
internal readonly struct Taps : IDisposable
{
    /// <summary>Bits of a weight's fraction.</summary>
    public const int Precision = 22;

    private readonly int[] rented;
    private readonly int width, targets;

    /// <param name="start">Where the scaled part begins, in source pixels.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="end">The source's length, where a part that was rounded up must stop.</param>
    /// <param name="scaled">To how many pixels the part is scaled.</param>
    /// <param name="skipped">How many of these come before the first that is wanted.</param>
    /// <param name="targets">How many are wanted.</param>
    public Taps(double start, double length, int end, int scaled, int skipped, int targets)
    {
        var low = (int)Math.Floor(start);
        var high = Math.Min(end, (int)Math.Ceiling(start + length));
        var scale = length / scaled;
        var support = Math.Max(scale, 1); // half the triangle's base
        width = (int)Math.Ceiling(support) * 2 + 1;
        this.targets = targets;
        rented = ArrayPool<int>.Shared.Rent(targets * (2 + width));
        Span<double> shares = width <= 256 ? stackalloc double[width] : new double[width];
        for (var target = 0; target < targets; target++)
        {
            var centre = start - low + (target + skipped + 0.5) * scale;
            var from = Math.Max(0, (int)(centre - support + 0.5));
            var count = Math.Min(high - low, (int)(centre + support + 0.5)) - from;
            var sum = 0.0;
            for (var tap = 0; tap < count; tap++) sum += shares[tap] = Math.Max(0, 1 - Math.Abs((tap + from - centre + 0.5) * (1 / support)));
            (rented[target], rented[targets + target]) = (low + from, count);
            for (var tap = 0; tap < count; tap++) rented[2 * targets + target * width + tap] = (int)(0.5 + shares[tap] / sum * (1 << Precision));
        }
    }

    /// <summary>The first source pixel of a target pixel.</summary>
    public int First(int target) => rented[target];

    /// <summary>The source pixel after the last one of any target pixel.</summary>
    public int End => rented[targets - 1] + rented[2 * targets - 1];

    /// <summary>The weights of a target pixel, from its first source pixel on.</summary>
    public ReadOnlySpan<int> Weights(int target) => rented.AsSpan(2 * targets + target * width, rented[targets + target]);

    public void Dispose() => ArrayPool<int>.Shared.Return(rented);
}
