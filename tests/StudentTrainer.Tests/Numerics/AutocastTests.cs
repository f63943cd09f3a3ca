using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Numerics;

public sealed class AutocastTests
{
    [Fact]
    public void Convolution_computes_in_bfloat16_inside_and_in_float32_outside()
    {
        RequireAutocast();
        using var scope = NewDisposeScope();
        var convolution = nn.Conv2d(3, 4, 3);
        var images = rand(2, 3, 8, 8);

        using (Autocast.Enable(DeviceType.CPU, Precision.BFloat16))
            Assert.Equal(ScalarType.BFloat16, convolution.call(images).dtype);

        Assert.Equal(ScalarType.Float32, convolution.call(images).dtype);
    }

    [Fact]
    public void Gradients_of_parameters_are_float32()
    {
        RequireAutocast();
        using var scope = NewDisposeScope();
        var network = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)), ("flat", nn.Flatten()), ("linear", nn.Linear(144, 10)));
        Tensor logits;
        using (Autocast.Enable(DeviceType.CPU, Precision.BFloat16)) logits = network.call(rand(2, 3, 8, 8));

        logits.to(ScalarType.Float32).square().mean().backward();

        Assert.Equal(ScalarType.BFloat16, logits.dtype);
        Assert.All(network.parameters(), p => Assert.Equal(ScalarType.Float32, p.grad!.dtype));
        Assert.All(network.parameters(), p => Assert.True(p.grad!.isfinite().all().item<bool>()));
    }

    // A stale copy of a weight in autocast's cache would make the second answer equal the first one.
    [Fact]
    public void A_changed_weight_is_seen_by_the_next_region()
    {
        RequireAutocast();
        using var scope = NewDisposeScope();
        var linear = nn.Linear(4, 4);
        var input = rand(1, 4);
        var before = Forward();
        using (no_grad()) linear.weight!.add_(1f);

        Assert.False(before.Equals(Forward()));

        Tensor Forward()
        {
            using var region = Autocast.Enable(DeviceType.CPU, Precision.BFloat16);
            return linear.call(input).detach();
        }
    }

    [Fact]
    public void An_inner_region_leaves_the_outer_one_as_it_was()
    {
        RequireAutocast();
        using var scope = NewDisposeScope();
        var square = rand(4, 4);
        using (Autocast.Enable(DeviceType.CPU, Precision.BFloat16))
        {
            Autocast.Enable(DeviceType.CPU, Precision.BFloat16).Dispose();
            Assert.Equal(ScalarType.BFloat16, square.mm(square).dtype);
        }
        Assert.Equal(ScalarType.Float32, square.mm(square).dtype);
    }

    [Fact]
    public void Float32_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var square = rand(4, 4);
        using var region = Autocast.Enable(DeviceType.CPU, Precision.Float32);
        Assert.Equal(ScalarType.Float32, square.mm(square).dtype);
    }

    [Fact]
    public void Linux_has_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "autocast is reached by the names that libtorch's functions have on Linux");
        Assert.Null(Autocast.WhyUnsupported);
    }

    private static void RequireAutocast() => Assert.SkipUnless(Autocast.IsSupported, Autocast.WhyUnsupported ?? "");
}
