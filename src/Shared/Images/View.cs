namespace Rrm.Images;

/// <summary>
/// How an image is looked at: a window of its own size in the zero-padded image, then perhaps mirrored left to right; or a part of the
/// picture it comes from. Then colours, turn and lighting, in this order. Equal views of an image show equal values.
/// </summary>
/// <param name="Top">The window's first row in the padded image, 0 to twice the padding.</param>
/// <param name="Left">The window's first column in the padded image, 0 to twice the padding.</param>
/// <param name="Flip">Whether the window is mirrored left to right.</param>
public readonly record struct View(int Top, int Left, bool Flip)
{
    /// <summary>The part of the whole picture that is scaled to the image's size; <see cref="Top"/> and <see cref="Left"/> then are 0.</summary>
    public Window? Crop { get; init; }

    /// <summary>How colours are changed; null leaves them.</summary>
    public ColourJitter? Colours { get; init; }

    /// <summary>The turn about the centre, counter-clockwise.</summary>
    public float Degrees { get; init; }

    /// <summary>What is added to all pixels at last.</summary>
    public Lighting Lighting { get; init; }

    /// <summary>The view that shows the image as it is.</summary>
    /// <param name="padding">Zero pixels on each side.</param>
    public static View Identity(int padding) => new(padding, padding, false);

    /// <summary>Writes the view of an image, but for the lighting, which does not fit in bytes.</summary>
    /// <param name="images">The set.</param>
    /// <param name="index">The image's place in it.</param>
    /// <param name="padding">Zero pixels on each side.</param>
    /// <param name="pixels">Receives the view; every value is written.</param>
    public void Show(ImageSet images, int index, int padding, Span<byte> pixels)
    {
        if (Crop is { } part)
        {
            images.CopyTo(index, part, pixels);
            if (Flip) Mirror(pixels, images.Shape.Width);
        }
        else if (this == Identity(padding))
        {
            images.CopyTo(index, pixels);
        }
        else
        {
            CopyTo(images.Image(index), images.Shape, padding, pixels);
        }

        Colours?.Apply(pixels);
        if (Degrees != 0) Rotation.Apply(pixels, images.Shape, Degrees);
    }

    /// <summary>Copies the window out of an image, both in channel planes of rows.</summary>
    /// <param name="image">The image without padding.</param>
    /// <param name="shape">Its size, and the window's.</param>
    /// <param name="padding">Zero pixels on each side.</param>
    /// <param name="window">Receives the view; every value is written.</param>
    public void CopyTo(ReadOnlySpan<byte> image, ImageShape shape, int padding, Span<byte> window)
    {
        if (this == Identity(padding))
        {
            image.CopyTo(window);
            return;
        }

        var (_, height, width) = shape;
        var (down, right) = (Top - padding, Left - padding); // where the window starts in the image itself
        var from = Math.Max(0, right);
        var length = Math.Max(0, Math.Min(width, right + width) - from);
        for (var row = 0; row < shape.Channels * height; row++)
        {
            var target = window.Slice(row * width, width);
            var sourceRow = row % height + down;
            if ((uint)sourceRow >= (uint)height)
            {
                target.Clear();
                continue;
            }

            var source = image.Slice((row / height * height + sourceRow) * width + from, length);
            var start = from - right;
            target[..start].Clear();
            source.CopyTo(target[start..]);
            target[(start + length)..].Clear();
            if (Flip) target.Reverse();
        }
    }

    private static void Mirror(Span<byte> pixels, int width)
    {
        for (; pixels.Length > 0; pixels = pixels[width..]) pixels[..width].Reverse();
    }
}
