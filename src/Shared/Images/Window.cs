namespace Rrm.Images;

/// <summary>A part of a picture, in the picture's own pixels.</summary>
public readonly record struct Window(int Top, int Left, int Height, int Width);
