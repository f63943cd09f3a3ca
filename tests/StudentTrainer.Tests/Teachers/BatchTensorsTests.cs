using System.Runtime.InteropServices;
using Rrm.Images;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class BatchTensorsTests
{
    [Theory]
    [InlineData("crop-flip")]
    [InlineData("resized-crop-jitter-lighting")]
    public void A_network_gets_the_values_that_a_teacher_elsewhere_is_sent(string augmentation)
    {
        var images = new ImageSet("noise", "train", ImageShape.Rgb(12), ["any"], 3, (index, row) =>
        {
            new Random(index).NextBytes(row);
            return 0;
        });
        using var batch = new ImageBatch(images, [2, 0, 1], Augmentation.Find(augmentation)!, seed: 4);
        using var pixels = batch.ToPixels(torch.CPU);
        Assert.Equal([3, 3, 12, 12], pixels.shape);
        Assert.Equal(MemoryMarshal.Cast<byte, float>(batch.FloatPixels.Span).ToArray(), pixels.data<float>().ToArray());
    }
}
