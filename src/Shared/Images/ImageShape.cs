namespace Rrm.Images;

/// <summary>The size of one image, in the order of the layout: channel planes of rows of pixels.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>RGB images of the given side, in pixels.</summary>
    public static ImageShape Rgb(int side) => new(3, side, side);

    /// <summary>Values of one image; as many bytes where a value is uint8.</summary>
    public int Elements => checked(Channels * Height * Width);

    /// <summary>For messages: <c>3x32x32</c>.</summary>
    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
