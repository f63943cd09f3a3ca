using Rrm.Protocol.V1;

namespace Rrm.Clients;

/// <summary>Images to ask about.</summary>
/// <param name="Pixels">[count, channels, height, width] in the teacher's size, without gaps. Not to be changed until the answer is there.</param>
/// <param name="Count">How many images.</param>
/// <param name="Format">One byte a value, 0..255, or little-endian float32 in [0,1].</param>
public readonly record struct PixelBatch(ReadOnlyMemory<byte> Pixels, int Count, PixelFormat Format = PixelFormat.Uint8);
