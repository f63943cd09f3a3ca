using Rrm.Datasets;
using Rrm.Images;
using Rrm.Shared.Tests.Images;

namespace Rrm.Shared.Tests.Datasets;

public sealed class PictureFilesTests
{
    private static readonly PictureFit imageNet = new(ImageShape.Rgb(224), 256 / 224.0);

    // Goldens as those of Formula: torchvision's Resize(256) and CenterCrop(224).
    [Theory]
    [InlineData(375, 500, "e792e53819ce7b4a")]
    [InlineData(500, 375, "1e1b73bc4a6ea3e1")]
    [InlineData(300, 411, "1fb070ed8d8d22c8")]
    [InlineData(256, 341, "d45c1260905ec13a")]
    [InlineData(100, 90, "7de89e32943d3f9a")]
    [InlineData(224, 224, "bbcd3345e5a14d7c")]
    public void A_test_image_equals_torchvisions_value_for_value(int height, int width, string golden)
    {
        using var folder = new TemporaryFolder();
        var pixels = new byte[imageNet.Shape.Elements];
        Source(folder, Pictures.FormulaPng(height, width), new PictureSize(height, width)).Decode(0, pixels);
        Assert.Equal(golden, Formula.Hash(pixels));
    }

    [Fact]
    public void A_part_equals_torchvisions_value_for_value()
    {
        using var folder = new TemporaryFolder();
        var pixels = new byte[imageNet.Shape.Elements];
        Source(folder, Pictures.FormulaPng(300, 411), new PictureSize(300, 411)).Decode(0, new Window(17, 33, 200, 150), pixels);
        Assert.Equal("9cdfd59984a59233", Formula.Hash(pixels));
    }

    [Fact]
    public void A_large_jpeg_is_decoded_smaller_and_shows_the_same()
    {
        using var folder = new TemporaryFolder();
        var (content, size, part) = (Pictures.SmoothJpeg(1203, 1599), new PictureSize(1203, 1599), new Window(101, 203, 1001, 1205));
        var path = folder.Write("large.jpg", content);
        using (var half = PictureDecoder.Load(path, size, 4)) Assert.Equal(new PictureSize(602, 800), half.Size);
        using (var whole = PictureDecoder.Load(path, size, 3.9)) Assert.Equal(size, whole.Size);

        var pixels = new byte[imageNet.Shape.Elements];
        Source(folder, content, size).Decode(0, part, pixels);
        for (var place = 0; place < 224 * 224; place++)
        {
            var (x, y) = (part.Left + (place % 224 + 0.5) * part.Width / 224, part.Top + (place / 224 + 0.5) * part.Height / 224);
            Assert.Equal(255 * x / 1599, pixels[place], 2.5);
            Assert.Equal(255 * y / 1203, pixels[224 * 224 + place], 2.5);
        }
    }

    [Fact]
    public void A_picture_that_changed_its_size_is_named()
    {
        using var folder = new TemporaryFolder();
        var source = Source(folder, Pictures.FormulaPng(30, 40), new PictureSize(30, 41));
        Assert.Contains("is another picture than when the data set was opened (30x40, before 30x41)",
            Assert.Throws<DatasetException>(() => source.Decode(0, new byte[imageNet.Shape.Elements])).Message);
    }

    private static PictureFiles Source(TemporaryFolder folder, byte[] picture, PictureSize size) =>
        new(folder.Path, [new LabelledFile(folder.Write("picture", picture), 0)], [size], imageNet);
}
