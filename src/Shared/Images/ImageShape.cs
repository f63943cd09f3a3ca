namespace Rrm.Images;

/// <summary>Shape of one image: channels first, as networks and the wire take it.</summary>
public sealed record ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values in one image, and bytes in one uint8 image.</summary>
    public int Elements => checked(Channels * Height * Width);

    public override string ToString() => $"{Channels}x{Height}x{Width}";
}
