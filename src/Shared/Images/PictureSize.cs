namespace Rrm.Images;

/// <summary>The size of a picture before it is cut to that of a set's images, in pixels.</summary>
public readonly record struct PictureSize(int Height, int Width);
