using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>How pictures become images of one size: scaled until the tighter side fits, then cut at the centre.</summary>
/// <param name="Shape">The size of the images.</param>
/// <param name="Margin">How much larger than the image the picture is scaled; 256/224 shows the usual centre of an ImageNet picture.</param>
internal readonly record struct PictureFit(ImageShape Shape, double Margin = 1)
{
    /// <summary>What a picture of this size is scaled to.</summary>
    public PictureSize Scaled(PictureSize picture)
    {
        var (height, width) = ((int)Math.Round(Shape.Height * Margin), (int)Math.Round(Shape.Width * Margin));
        var isWidthTight = (long)width * picture.Height >= (long)height * picture.Width;
        return isWidthTight
            ? new((int)((double)width * picture.Height / picture.Width), width)
            : new(height, (int)((double)height * picture.Width / picture.Height));
    }

    /// <summary>Scaled pixels before the image's first, along one axis. Halves go to the even one, as in torchvision.</summary>
    public static int Skipped(int scaled, int image) => (int)Math.Round((scaled - image) / 2.0);
}
