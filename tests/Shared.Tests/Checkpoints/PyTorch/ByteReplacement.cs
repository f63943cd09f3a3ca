using System.Text;

namespace Rrm.Shared.Tests.Checkpoints.PyTorch;

internal static class ByteReplacement
{
    /// <summary>Every occurrence of a text replaced by another of the same length.</summary>
    public static byte[] Replace(this byte[] bytes, string from, string to) => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace(from, to));
}
