using System.Text;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>
/// The beginning of a .npy file (NumPy's format 1.0): magic, version, length, and type and shape as text, padded to a multiple of 64 bytes.
/// The values follow raw, row-major and little-endian.
/// </summary>
internal static class NpyHeader
{
    public const string UInt8 = "|u1", Int64 = "<i8";
    private const int PrefixBytes = 10, Alignment = 64;

    public static byte[] Of(string type, params IReadOnlyList<long> shape)
    {
        var sizes = string.Join(", ", shape) + (shape.Count == 1 ? "," : "");
        var text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes}), }}";
        var length = (PrefixBytes + text.Length + 1 + Alignment - 1) / Alignment * Alignment - PrefixBytes;
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)length, (byte)(length >> 8), .. Encoding.ASCII.GetBytes(text.PadRight(length - 1)), (byte)'\n'];
    }
}
