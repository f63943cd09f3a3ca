using System.Text;
using Rrm.Datasets;

namespace Rrm.Shared.Tests.Datasets;

public sealed class CifarPickleTests
{
    // {'labels': [3, 300], 'data': numpy.arange(6, dtype='u1').reshape(2, 3), b'name': 'ant'}, written by Python 3.11 and NumPy 1.24 in two protocols.
    private const string Protocol2 = 
        "gAJ9cQAoWAYAAABsYWJlbHNxAV1xAihLA00sAWVYBAAAAGRhdGFxA2NudW1weS5jb3JlLm11bHRpYXJyYXkKX3JlY29uc3RydWN0CnEEY251bXB5Cm5kYXJy" +
        "YXkKcQVLAIVxBmNfY29kZWNzCmVuY29kZQpxB1gBAAAAYnEIWAYAAABsYXRpbjFxCYZxClJxC4dxDFJxDShLAUsCSwOGcQ5jbnVtcHkKZHR5cGUKcQ9YAgAA" +
        "AHUxcRCJiIdxEVJxEihLA1gBAAAAfHETTk5OSv////9K/////0sAdHEUYoloB1gGAAAAAAECAwQFcRVoCYZxFlJxF3RxGGJoB1gEAAAAbmFtZXEZaAmGcRpS" +
        "cRtYAwAAAGFudHEcdS4=";
    private const string Protocol4 = 
        "gASVugAAAAAAAAB9lCiMBmxhYmVsc5RdlChLA00sAWWMBGRhdGGUjBVudW1weS5jb3JlLm11bHRpYXJyYXmUjAxfcmVjb25zdHJ1Y3SUk5SMBW51bXB5lIwH" +
        "bmRhcnJheZSTlEsAhZRDAWKUh5RSlChLAUsCSwOGlGgHjAVkdHlwZZSTlIwCdTGUiYiHlFKUKEsDjAF8lE5OTkr/////Sv////9LAHSUYolDBgABAgMEBZR0" +
        "lGJDBG5hbWWUjANhbnSUdS4=";

    [Theory]
    [InlineData(Protocol2)]
    [InlineData(Protocol4)]
    public void Dictionaries_lists_numbers_text_and_arrays_are_read(string base64)
    {
        var content = CifarPickle.Parse(Convert.FromBase64String(base64), "file");
        Assert.Equal(["labels", "data", "name"], content.Keys);
        Assert.Equal([3L, 300L], (List<object?>)content["labels"]!);
        Assert.Equal([0, 1, 2, 3, 4, 5], CifarPickle.Bytes(content["data"], 2, 3)!.Value.ToArray());
        Assert.Null(CifarPickle.Bytes(content["data"], 3, 2));
        Assert.Equal("ant", CifarPickle.Text(content["name"]));
    }

    [Theory]
    [InlineData(Protocol2)]
    [InlineData(Protocol4)]
    public void Cut_or_damaged_anywhere_it_is_refused_or_read_but_never_fails_otherwise(string base64)
    {
        var whole = Convert.FromBase64String(base64);
        for (var place = 0; place < whole.Length; place++)
        {
            Assert.Throws<DatasetException>(() => CifarPickle.Parse(whole[..place], "file"));
            for (var value = 0; value < 256; value++)
            {
                byte[] damaged = [.. whole];
                damaged[place] = (byte)value;
                try
                {
                    CifarPickle.Parse(damaged, "file");
                }
                catch (DatasetException refused)
                {
                    Assert.StartsWith("file is no pickle of CIFAR-10: ", refused.Message);
                }
            }
        }
    }

    [Theory]
    [InlineData("cos\nsystem\n(S'true'\ntR.", "it wants 'os system', which such files never do")]
    [InlineData("cbuiltins\neval\n.", "it wants 'builtins eval'")]
    [InlineData("(lp0\n.", "it uses the operation 0x6c")]
    [InlineData("].", "it holds no dictionary")]
    [InlineData("}h\u0007.", "it recalls what it never kept")]
    [InlineData("X\u00ff\u00ff\u00ff\u007f", "it is cut short")]
    public void What_such_files_never_hold_is_refused_and_never_looked_up(string content, string reason)
    {
        var message = Assert.Throws<DatasetException>(() => CifarPickle.Parse(Encoding.Latin1.GetBytes(content), "file")).Message;
        Assert.Contains(reason, message);
        Assert.EndsWith("Unpack cifar-10-python.tar.gz again.", message);
    }

    [Fact]
    public void A_file_that_would_fill_memory_is_refused()
    {
        Assert.Contains("more parts than such files have",
            Assert.Throws<DatasetException>(() => CifarPickle.Parse([.. Enumerable.Repeat((byte)'}', 2_000_000)], "file")).Message);
        var again = Encoding.Latin1.GetBytes("c_codecs\nencode\nq\u0001X\u0020\0\0\0aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb\u0085q\u0002" + string.Concat(Enumerable.Repeat("h\u0001h\u0002R", 100)));
        Assert.Contains("again and again", Assert.Throws<DatasetException>(() => CifarPickle.Parse(again, "file")).Message);
        var keys = Encoding.Latin1.GetBytes("}(X\0\0\u0001\0" + new string('k', 1 << 16) + "q\u0001N" + string.Concat(Enumerable.Repeat("h\u0001N", 1000)) + "u.");
        Assert.Contains("a key that is no text", Assert.Throws<DatasetException>(() => CifarPickle.Parse(keys, "file")).Message);
        var sizes = Encoding.Latin1.GetBytes("}cnumpy\nndarray\n)R((K\u0001" + "(" + string.Concat(Enumerable.Repeat("K\u0001", 100)) + "tX\u0002\0\0\0u1\u0089X\u0001\0\0\0atb.");
        Assert.Contains("an array in an unknown way", Assert.Throws<DatasetException>(() => CifarPickle.Parse(sizes, "file")).Message);
    }
}
