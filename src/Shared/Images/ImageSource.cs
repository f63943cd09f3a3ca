namespace Rrm.Images;

/// <summary>Writes image <paramref name="index"/> into <paramref name="pixels"/>, all of them, and returns its label. Called from several threads.</summary>
/// <param name="index">0 … count - 1, each once, in no particular order.</param>
/// <param name="pixels">The image's channel planes, uint8.</param>
public delegate int ImageSource(int index, Span<byte> pixels);
