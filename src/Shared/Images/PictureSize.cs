namespace Rrm.Images;

/// <summary>The size of a picture before it is cut to that of a set's images, in pixels.</summary>
public readonly record struct PictureSize(int Height, int Width)
{
    /// <summary>For messages: <c>375x500</c>, height first as in <see cref="ImageShape"/>.</summary>
    public override string ToString() => $"{Height}x{Width}";
}
