using Rrm.Checkpoints;
using Rrm.Randomness;
using Rrm.StudentTrainer.Attacks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Attacks;

public sealed class PerturbationSetTests
{
    private static readonly AttackNoise Noise = new(11, RandomDomain.AttackStart, 0);

    [Theory]
    [InlineData(Norm.Linf, StartRegion.Inside)]
    [InlineData(Norm.Linf, StartRegion.Surface)]
    [InlineData(Norm.L2, StartRegion.Inside)]
    [InlineData(Norm.L2, StartRegion.Surface)]
    public void Starts_depend_on_the_image_and_not_on_its_batch(Norm norm, StartRegion region)
    {
        using var scope = NewDisposeScope();
        var set = PerturbationSet.Of(new(norm, 0.2));
        var grey = full([3, 3, 8, 8], 0.5f);

        var together = set.Start(grey, Noise, [4, 8, 15], region);
        var alone = set.Start(grey[..1], Noise, [8], region);
        var next = set.Start(grey[..1], Noise with { Round = 1 }, [8], region);

        Assert.True(together[1].Equals(alone[0]));
        Assert.False(alone.Equals(next));
        Assert.False(together[0].Equals(together[1]));
        foreach (var distance in set.Distance(together, grey).data<float>().ToArray())
            Assert.InRange(distance, region == StartRegion.Surface ? 0.2 - 1e-5 : 0.1, region == StartRegion.Surface ? 0.2 + 1e-5 : 0.2 - 1e-6);
    }

    [Fact]
    public void A_gradient_too_small_to_be_squared_still_points_somewhere()
    {
        using var scope = NewDisposeScope();
        var set = new L2Ball(1);
        var images = zeros(2, 3, 8, 8);
        var gradient = full([2, 3, 8, 8], 1e-30f);
        gradient[1].zero_();

        var moved = set.Distance(set.Ascend(images, gradient, 0.5), images).data<float>().ToArray();

        Assert.Equal(0.5f, moved[0], 1e-5f);
        Assert.Equal(0, moved[1]);
    }

    [Theory]
    [InlineData(Norm.Linf)]
    [InlineData(Norm.L2)]
    public void Projecting_a_member_changes_nothing_and_others_end_on_the_surface(Norm norm)
    {
        using var scope = NewDisposeScope();
        var set = PerturbationSet.Of(new(norm, 0.1));
        var grey = full([2, 3, 8, 8], 0.5f);
        var inside = set.Start(grey, Noise, [0, 1], StartRegion.Inside);

        Assert.True((set.Project(inside, grey) - inside).abs().max().item<float>() < 1e-7);
        foreach (var distance in set.Distance(set.Project(grey + 0.4, grey), grey).data<float>().ToArray())
            Assert.Equal(0.1f, distance, 1e-5f);
    }

    [Fact]
    public void Step_sizes_may_differ_between_images()
    {
        using var scope = NewDisposeScope();
        var images = zeros(2, 1, 2, 2);
        var moved = new LinfBall(1).Ascend(images, ones(2, 1, 2, 2), tensor(new[] { 0.1f, 0.3f }, [2, 1, 1, 1]));
        Assert.Equal([0.1f, 0.3f], moved.amax([1, 2, 3]).data<float>().ToArray());
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void A_radius_that_is_none_is_refused(double eps) => Assert.Throws<ArgumentOutOfRangeException>(() => new LinfBall(eps));
}
