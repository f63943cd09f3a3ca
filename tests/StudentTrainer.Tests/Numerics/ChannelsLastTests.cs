using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Numerics;

public sealed class ChannelsLastTests
{
    [Fact]
    public void Values_and_shape_stay_and_channels_lie_side_by_side()
    {
        using var scope = NewDisposeScope();
        var images = rand(2, 3, 4, 5);

        var converted = images.ToChannelsLast();

        Assert.Equal([60, 1, 15, 3], converted.stride());
        Assert.True(images.Equals(converted));
    }

    [Fact]
    public void Convolutions_hand_the_order_on()
    {
        using var scope = NewDisposeScope();
        var features = nn.Conv2d(3, 8, 3, padding: 1).call(rand(2, 3, 6, 6).ToChannelsLast());
        Assert.Equal(1, features.stride()[1]);
    }

    [Fact]
    public void No_tensor_is_left_behind()
    {
        using var scope = NewDisposeScope();
        var images = rand(1, 3, 4, 4);
        images.ToChannelsLast();
        Assert.Equal(2, scope.DisposablesCount);
    }
}
