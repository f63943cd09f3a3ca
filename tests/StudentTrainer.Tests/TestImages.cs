using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests;

/// <summary>Images of the goldens' rule as pixels in [0,1].</summary>
internal static class TestImages
{
    public static Tensor Of(ImageShape shape, int? count = null, uint salt = 0)
    {
        var images = count ?? (shape.Height > 32 ? 2 : 4);
        using var scope = NewDisposeScope();
        var bytes = tensor(Goldens.Images(images, shape, salt), [images, shape.Channels, shape.Height, shape.Width]);
        return bytes.to(ScalarType.Float32).Div(255).MoveToOuterDisposeScope();
    }
}
