using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class SgdTests
{
    [Fact]
    public void A_scaled_loss_gives_the_same_update()
    {
        var plain = After(Precision.Float32, parameter => parameter.square().sum());
        var scaled = After(Precision.Float16, parameter => parameter.square().sum());
        Assert.Equal(plain.Weights, scaled.Weights);
        Assert.True(plain.Applied && scaled.Applied);
        Assert.NotEqual([1f, -2f], plain.Weights);
    }

    [Fact]
    public void An_overflow_is_told_and_halves_the_scale()
    {
        using var scope = NewDisposeScope();
        var parameter = tensor([1f, -2f]).requires_grad_();
        using var optimizer = new Sgd([new("w", parameter)], 0, Precision.Float16);

        Assert.False(optimizer.Backward((parameter * 1e38f).sum())); // 65536 times 1e38 is infinite, 1e38 is not.

        Assert.Equal(32768, optimizer.Export().Single(entry => entry.Key == "loss_scale/scale").Value.Floats[0]);
        optimizer.ClearGradients();
        Assert.True(optimizer.Backward(parameter.sum()));
        optimizer.Step(1, 0);
        Assert.Equal([0f, -3f], parameter.detach().data<float>().ToArray());
    }

    private static (float[] Weights, bool Applied) After(Precision precision, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        var parameter = tensor([1f, -2f]).requires_grad_();
        using var optimizer = new Sgd([new("w", parameter)], 0.01, precision);
        var applied = true;
        for (var update = 0; update < 3; update++)
        {
            optimizer.ClearGradients();
            applied &= optimizer.Backward(loss(parameter));
            optimizer.Step(0.1, 0.9);
        }
        return (parameter.detach().data<float>().ToArray(), applied);
    }
}
