using System.Buffers.Binary;
using System.Text;

namespace Rrm.Examples;

/// <summary>A NumPy file of float32 rows, written as they come: numpy.load reads it.</summary>
internal sealed class NpyFile : IDisposable
{
    private const int Alignment = 64;
    private readonly FileStream file;

    public NpyFile(string path, int rows, int width)
    {
        file = File.Create(path);
        file.Write(Preamble($"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {width}), }}"));
    }

    public void Write(ReadOnlySpan<byte> rows) => file.Write(rows);

    public void Dispose() => file.Dispose();

    // Magic, version 1.0, length of the header, and the header padded so that the values are aligned.
    private static byte[] Preamble(string header)
    {
        var length = (10 + header.Length + 1 + Alignment - 1) / Alignment * Alignment - 10;
        byte[] preamble = [0x93, .. "NUMPY"u8, 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(header.PadRight(length - 1) + '\n')];
        BinaryPrimitives.WriteUInt16LittleEndian(preamble.AsSpan(8), (ushort)length);
        return preamble;
    }
}
