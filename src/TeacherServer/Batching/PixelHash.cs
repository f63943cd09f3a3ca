using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Rrm.TeacherServer.Batching;

/// <summary>
/// 128 bits that tell images apart quickly: words multiplied with each other, keyed anew in every process, so that nobody can prepare images that
/// collide. Equal hashes are a hint only: whoever finds them compares the bytes.
/// </summary>
internal readonly record struct PixelHash(ulong Low, ulong High)
{
    private const int RoundBytes = 4 * sizeof(ulong);

    private static readonly ulong[] Key = MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(RoundBytes)).ToArray();

    /// <param name="pixels">Bytes as they came.</param>
    /// <param name="kind">What the bytes stand for: the same bytes of another kind have another hash.</param>
    public static PixelHash Of(ReadOnlySpan<byte> pixels, int kind)
    {
        var (low, high) = (Fold(Key[0] ^ (ulong)kind, Key[3]), Fold(Key[1] ^ (ulong)pixels.Length, Key[2]));
        var words = MemoryMarshal.Cast<byte, ulong>(pixels[..^(pixels.Length % RoundBytes)]);
        for (var word = 0; word < words.Length; word += 4)
            Round(words.Slice(word, 4), ref low, ref high);
        Span<byte> rest = stackalloc byte[RoundBytes];
        rest.Clear();
        pixels[(words.Length * sizeof(ulong))..].CopyTo(rest);
        Round(MemoryMarshal.Cast<byte, ulong>(rest), ref low, ref high);
        return new(Fold(low ^ Key[2], high ^ Key[3]), Fold(high ^ Key[0], low ^ Key[1] ^ 1));
    }

    public override int GetHashCode() => (int)Low;

    // Two lanes that do not wait for each other.
    private static void Round(ReadOnlySpan<ulong> words, ref ulong low, ref ulong high)
    {
        low = Fold(words[0] ^ Key[2], words[1] ^ low);
        high = Fold(words[2] ^ Key[3], words[3] ^ high);
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
