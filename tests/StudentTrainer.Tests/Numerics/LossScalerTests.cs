using Rrm.StudentTrainer.Numerics;

namespace Rrm.StudentTrainer.Tests.Numerics;

public sealed class LossScalerTests
{
    private readonly LossScaler scaler = new();

    [Fact]
    public void It_halves_at_once_and_doubles_after_two_thousand_good_updates()
    {
        Assert.Equal(65536, scaler.Scale);
        Observe(1999);
        Assert.Equal(65536, scaler.Scale);
        Observe(1);
        Assert.Equal(131072, scaler.Scale);

        scaler.Observe(finite: false);
        Assert.Equal(65536, scaler.Scale);

        // A bad one begins the count anew.
        Observe(1999);
        scaler.Observe(finite: false);
        Observe(1999);
        Assert.Equal(32768, scaler.Scale);
        Observe(1);
        Assert.Equal(65536, scaler.Scale);
    }

    [Fact]
    public void Gradients_that_are_not_finite_without_a_scale_end_the_run()
    {
        for (var halving = 0; halving < 16; halving++)
            scaler.Observe(finite: false);
        Assert.Equal(1, scaler.Scale);
        Assert.Contains("diverged", Assert.Throws<RrmException>(() => scaler.Observe(finite: false)).Message);
    }

    [Fact]
    public void It_goes_on_from_what_was_stored()
    {
        scaler.Observe(finite: false);
        Observe(1500);
        var other = new LossScaler();
        other.Restore(scaler.Export().ToDictionary());
        Assert.Equal(32768, other.Scale);
        for (var update = 0; update < 500; update++)
            other.Observe(finite: true);
        Assert.Equal(65536, other.Scale);
    }

    private void Observe(int good)
    {
        for (var update = 0; update < good; update++)
            scaler.Observe(finite: true);
    }
}
