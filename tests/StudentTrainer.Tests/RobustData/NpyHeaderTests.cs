using System.Text;
using Rrm.StudentTrainer.RobustData;

namespace Rrm.StudentTrainer.Tests.RobustData;

public sealed class NpyHeaderTests
{
    /// <summary>The bytes that numpy.save of NumPy 1.24 writes for an array of this type and shape.</summary>
    [Theory]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (50000, 3, 32, 32), }", "|u1", 50_000, 3, 32, 32)]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (7,), }", "<i8", 7)]
    public void Header_is_NumPys(string text, string type, params int[] shape)
    {
        var header = NpyHeader.Of(type, [.. shape.Select(size => (long)size)]);
        Assert.Equal((byte[])[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)(header.Length - 10), 0], header[..10]);
        Assert.Equal(128, header.Length);
        Assert.Equal(text.PadRight(117) + '\n', Encoding.ASCII.GetString(header[10..]));
    }
}
