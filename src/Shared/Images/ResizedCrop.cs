using Rrm.Randomness;

namespace Rrm.Images;

/// <summary>
/// The random part of a picture that training shows: of 8 to 100 % of its area and an aspect of 3/4 to 4/3, ten tries, and else the
/// largest part in the middle that has such an aspect; torchvision's RandomResizedCrop.
/// </summary>
internal static class ResizedCrop
{
    private const int Tries = 10;
    private const double LeastArea = 0.08, LeastAspect = 3 / 4.0, GreatestAspect = 4 / 3.0;

    /// <summary>A part of a picture of this size.</summary>
    public static Window Draw(ref KeyedRandom random, PictureSize picture)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            var area = (double)picture.Height * picture.Width * Between(ref random, LeastArea, 1);
            var aspect = Math.Exp(Between(ref random, Math.Log(LeastAspect), Math.Log(GreatestAspect)));
            var (width, height) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (width > 0 && width <= picture.Width && height > 0 && height <= picture.Height)
                return new Window(random.NextInt32(picture.Height - height + 1), random.NextInt32(picture.Width - width + 1), height, width);
        }

        return Middle(picture);
    }

    internal static Window Middle(PictureSize picture)
    {
        var aspect = (double)picture.Width / picture.Height;
        var height = aspect < LeastAspect ? (int)Math.Round(picture.Width / LeastAspect) : picture.Height;
        var width = aspect > GreatestAspect ? (int)Math.Round(picture.Height * GreatestAspect) : picture.Width;
        return new Window((picture.Height - height) / 2, (picture.Width - width) / 2, height, width);
    }

    private static double Between(ref KeyedRandom random, double low, double high) => low + (high - low) * random.NextSingle();
}
