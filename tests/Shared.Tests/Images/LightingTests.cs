using Rrm.Images;
using Rrm.Randomness;

namespace Rrm.Shared.Tests.Images;

public sealed class LightingTests
{
    [Fact]
    public void A_step_is_the_eigenvectors_times_their_eigenvalues()
    {
        // By hand: red is -0.5675 * 0.1 * 0.2175 + 0.7192 * -0.2 * 0.0188 + 0.4009 * 0.3 * 0.0045.
        var step = Lighting.At(0.1f, -0.2f, 0.3f);
        Assert.Equal(-0.014506f, step.Red, 1e-6f);
        Assert.Equal(-0.013714f, step.Green, 1e-6f);
        Assert.Equal(-0.009513f, step.Blue, 1e-6f);
    }

    [Fact]
    public void Steps_spread_as_the_components_do()
    {
        // The variance of red is 0.05² times the sum of (vector · value)² = 0.05² * (0.1234313² + 0.0135210² + 0.0018041²).
        var reds = Enumerable.Range(0, 20_000).Select(index =>
        {
            var random = new KeyedRandom(1, RandomDomain.View, 0, index);
            return (double)Lighting.Draw(ref random, 0.05f).Red;
        }).ToArray();
        Assert.InRange(reds.Average(), -0.0002, 0.0002);
        Assert.InRange(Math.Sqrt(reds.Average(red => red * red)), 0.0061, 0.0063);
    }
}
