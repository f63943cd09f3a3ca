using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Numerics;

public sealed class ArithmeticTests
{
    // Neither is a float32.
    private const double Number = 0.3, Other = -0.7;

    public static TheoryData<string, Func<Tensor, Tensor>, Func<Tensor, Tensor>> Operations => new()
    {
        { "a + a", a => a.Add(a), a => a + a },
        { "a += a", a => a.Add_(a.neg()), a => a.add_(a.neg()) },
        { "a += n·a", a => a.Add_(a.neg(), Number), a => a.add_(a.neg(), Number) },
        { "a + n", a => a.Add(Number), a => a + Number },
        { "a − n", a => a.Sub(Number), a => a - Number },
        { "a · n", a => a.Mul(Number), a => a * Number },
        { "a ·= n", a => a.Mul_(Number), a => a.mul_(Number) },
        { "a / n", a => a.Div(Number), a => a / Number },
        { "a /= n", a => a.Div_(Number), a => a.div_(Number) },
        { "a²", a => a.Square(), a => a.square() },
        { "clamp", a => a.Clamp(Other, Number), a => a.clamp(Other, Number) },
        { "clamp in place", a => a.Clamp_(Other, Number), a => a.clamp_(Other, Number) },
        { "at least", a => a.ClampMin(Number), a => a.clamp_min(Number) },
        { "at least, in place", a => a.ClampMin_(Number), a => a.clamp_min_(Number) },
        { "at most, in place", a => a.ClampMax_(Number), a => a.clamp_max_(Number) },
        { "a ≤ n", a => a.Le(Number), a => a <= Number },
        { "a ≥ n", a => a.Ge(Number), a => a >= Number },
        { "full", a => Arithmetic.Full(a.shape[0], Number, a.device), a => full(a.shape[0], Number, ScalarType.Float32, a.device) },
        { "positions", a => Arithmetic.Positions(a.shape[0], a.device), a => arange(a.shape[0], ScalarType.Int64, a.device) },
        { "integers", a => a.to(ScalarType.Int64).Increment_(), a => a.to(ScalarType.Int64).add_(1) },
    };

    [Theory]
    [MemberData(nameof(Operations), DisableDiscoveryEnumeration = true)]
    public void Every_operation_is_torchs_bit_by_bit(string name, Func<Tensor, Tensor> ours, Func<Tensor, Tensor> torchs)
    {
        using var scope = NewDisposeScope();
        var values = linspace(-2, 2, 1001, ScalarType.Float32);
        var (left, right) = (values.clone(), values.clone());

        var (actual, expected) = (ours(left), torchs(right));

        Assert.True(actual.dtype == expected.dtype && actual.Equals(expected) && left.Equals(right), name);
        Assert.Equal(ReferenceEquals(expected, right), ReferenceEquals(actual, left));
    }

    // What is disposed behind the call was referred to during it, so no finalizer could come first.
    [Fact]
    public void A_numbers_scalar_lives_as_long_as_the_call()
    {
        using var scope = NewDisposeScope();
        Scalar? seen = null;

        var doubled = Arithmetic.With(2, scalar =>
        {
            seen = scalar;
            return ones(1).mul(scalar);
        });

        Assert.Equal(2, doubled.item<float>());
        Assert.Throws<InvalidOperationException>(() => seen!.Type);
    }
}
