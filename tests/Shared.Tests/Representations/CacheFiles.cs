using Rrm.Representations;

namespace Rrm.Shared.Tests.Representations;

/// <summary>Cache files whose every record is a function of its number, so that any of them can be checked.</summary>
internal static class CacheFiles
{
    public const int Images = 2000, Width = 512;

    public static readonly CacheIdentity Identity = new()
    {
        TeacherSha256 = new string('a', 64),
        Output = CachedOutput.Representation,
        Width = Width,
        Format = RecordFormat.Float32,
        Device = "cpu",
        Precision = "float32",
        DatasetSha256 = new string('d', 64),
        ImageCount = Images,
        Views = new("crop", 4, null, null),
    };

    /// <summary>Any bits at all, NaNs with a payload among them.</summary>
    public static float[] Values(long slot, int width = Width)
    {
        var values = new float[width];
        new Random((int)slot).NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Fails unless every record that counts is right; gives their numbers.</summary>
    public static HashSet<long> AssertRight(RepresentationFile file)
    {
        var (row, right) = (new float[file.Identity.Width], new HashSet<long>());
        foreach (var slot in file.Marked())
        {
            if (!file.TryRead(slot, row)) continue;
            AssertSameBits(Values(slot), row);
            right.Add(slot);
        }

        return right;
    }

    public static void AssertSameBits(float[] expected, float[] actual) =>
        Assert.Equal(expected.Select(BitConverter.SingleToInt32Bits), actual.Select(BitConverter.SingleToInt32Bits));
}
