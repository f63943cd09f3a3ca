namespace Rrm.Randomness;

/// <summary>
/// A stream of draws that is a function of (seed, domain, a, b, c): the same coordinates give the same numbers whatever was drawn
/// before, elsewhere or in another order. Cheap to create, so make one per image rather than share one.
/// A value type: a copy repeats the draws of the original from the point of copying.
/// </summary>
public struct KeyedRandom
{
    private const int CBits = 24;
    private readonly ulong key;
    private readonly uint a, b, domainAndC;
    private uint block; // 2^32 blocks of four words per coordinate
    private (uint X0, uint X1, uint X2, uint X3) words;
    private int used;

    /// <summary>Opens the stream at the given coordinates.</summary>
    /// <param name="seed">The run's seed; all 64 bits count.</param>
    /// <param name="domain">What the draws are for.</param>
    /// <param name="a">First coordinate, by custom the slow one: epoch, split, restart.</param>
    /// <param name="b">Second coordinate, by custom the index of the image.</param>
    /// <param name="c">Third coordinate, 0 to 2^24 - 1: step, layer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="c"/> does not fit in 24 bits.</exception>
    public KeyedRandom(long seed, RandomDomain domain, int a = 0, int b = 0, int c = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(c);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(c, 1 << CBits);
        (key, this.a, this.b, domainAndC) = ((ulong)seed, (uint)a, (uint)b, ((uint)domain << CBits) | (uint)c);
        used = 4;
    }

    /// <summary>32 uniform bits.</summary>
    public uint NextUInt32()
    {
        if (used == 4) (words, used) = (NextBlock(), 0);
        return used++ switch { 0 => words.X0, 1 => words.X1, 2 => words.X2, _ => words.X3 };
    }

    /// <summary>Uniform in [0, 1), on the grid of 2^-24.</summary>
    public float NextSingle() => Unit(NextUInt32());

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>].</summary>
    public float NextSingle(float low, float high) => low + (high - low) * NextSingle();

    /// <summary>Uniform in 0 … <paramref name="bound"/> - 1, without bias (Lemire's multiply and reject).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var product = (ulong)NextUInt32() * (uint)bound;
        if ((uint)product < (uint)bound)
        {
            var unfair = (0u - (uint)bound) % (uint)bound;
            while ((uint)product < unfair) product = (ulong)NextUInt32() * (uint)bound;
        }

        return (int)(product >> 32);
    }

    /// <summary>Fills with uniform values in [<paramref name="low"/>, <paramref name="high"/>], four to a block; a shorter fill is a prefix of a longer one.</summary>
    public void FillUniform(Span<float> values, float low, float high)
    {
        var range = high - low;
        for (used = 4; values.Length >= 4; values = values[4..])
        {
            var (x0, x1, x2, x3) = NextBlock();
            values[3] = low + range * Unit(x3);
            values[2] = low + range * Unit(x2);
            values[1] = low + range * Unit(x1);
            values[0] = low + range * Unit(x0);
        }

        if (values.Length == 0) return;
        Span<float> last = stackalloc float[4];
        FillUniform(last, low, high);
        last[..values.Length].CopyTo(values);
    }

    /// <summary>Fills with standard normal values, four to a block; a shorter fill is a prefix of a longer one.</summary>
    public void FillGaussian(Span<float> values)
    {
        for (used = 4; values.Length >= 4; values = values[4..])
        {
            var (x0, x1, x2, x3) = NextBlock();
            (values[2], values[3]) = Gaussians(x2, x3);
            (values[0], values[1]) = Gaussians(x0, x1);
        }

        if (values.Length == 0) return;
        Span<float> last = stackalloc float[4]; // so that a shorter fill is a prefix of a longer one
        FillGaussian(last);
        last[..values.Length].CopyTo(values);
    }

    private (uint X0, uint X1, uint X2, uint X3) NextBlock() => Philox.Block(key, block++, a, b, domainAndC);

    private static float Unit(uint bits) => (bits >> 8) * (1f / (1 << 24));

    // Box and Muller. The +1 keeps the logarithm's argument in (0, 1].
    private static (float First, float Second) Gaussians(uint radiusBits, uint angleBits)
    {
        var radius = MathF.Sqrt(-2f * MathF.Log(((radiusBits >> 8) + 1) * (1f / (1 << 24))));
        var (sine, cosine) = MathF.SinCos(2f * MathF.PI * Unit(angleBits));
        return (radius * cosine, radius * sine);
    }
}
