using System.Diagnostics;
using Rrm.Representations;
using Rrm.Shared.Tests.Datasets;

namespace Rrm.Shared.Tests.Representations;

public sealed class RepresentationFileTests : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder folder = new();

    private string CachePath => Path.Combine(folder.Path, "cache");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_stored_is_read_bit_for_bit_and_nothing_else()
    {
        var row = new float[CacheFiles.Width];
        using (var file = Open())
        {
            foreach (var slot in (long[])[0, 7, 8, 7_999]) Assert.True(file.TryStore(slot, CacheFiles.Values(slot)));
            Assert.Equal([0, 7, 8, 7_999], file.Marked());
        }

        using var again = Open();
        Assert.Equal([0, 7, 8, 7_999], CacheFiles.AssertRight(again).Order());
        Assert.False(again.TryRead(1, row));
        Assert.Throws<ArgumentException>(() => again.TryRead(8_000, row));
        Assert.Throws<ArgumentException>(() => again.TryStore(0, row.AsSpan(1)));
    }

    [Fact]
    public void Half_precision_rounds_and_a_reader_gets_what_rounding_gives()
    {
        using var file = RepresentationFile.Open(CachePath, CacheFiles.Identity with { Format = RecordFormat.Float16, Width = 5 });
        float[] values = [1 / 3f, -0f, 65_504, 1e-7f, 100_000];
        var row = new float[5];
        Assert.True(file.TryStore(3, values));
        Assert.True(file.TryRead(3, row));
        file.Round(values);
        CacheFiles.AssertSameBits(values, row);
        Assert.Equal([(float)(Half)(1 / 3f), -0f, 65_504, (float)(Half)1e-7f, float.PositiveInfinity], row);
    }

    [Fact]
    public async Task A_writer_that_is_killed_at_any_moment_leaves_only_right_records_and_loses_none()
    {
        var random = new Random(4);
        var known = new HashSet<long>();
        for (var kill = 0; kill < 20; kill++)
        {
            using var writer = CacheWriter.Start(CachePath);
            Assert.Equal("writing", await writer.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(limit, TestContext.Current.CancellationToken));
            await Task.Delay(random.Next(15), TestContext.Current.CancellationToken);
            writer.Kill();
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
            using var file = Open();
            var right = CacheFiles.AssertRight(file);
            Assert.Superset(known, right);
            TestContext.Current.TestOutputHelper?.WriteLine($"{right.Count - known.Count} new records, {right.Count} in all");
            known = right;
        }

        Assert.NotEmpty(known);
        using var last = CacheWriter.Start(CachePath);
        await EndAsync(last, 0);
        using var full = Open();
        Assert.Equal(CacheFiles.Identity.Slots, CacheFiles.AssertRight(full).Count);
    }

    [Fact]
    public async Task A_full_disk_is_an_exception_and_harms_no_record()
    {
        using (var probe = Process.Start("unshare", ["-rm", "true"]))
        {
            await probe.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
            Assert.SkipUnless(probe.ExitCode == 0, "this user may not mount a disk of their own (unshare -rm)");
        }

        using var writer = CacheWriter.StartOnASmallDisk(folder.Path, kilobytes: 512);
        var output = await EndAsync(writer, 1);
        Assert.Contains("No space left on device", output);
        Assert.InRange(int.Parse(output.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), 50, 250); // of 2 KB each
    }

    [Fact]
    public void A_damaged_record_does_not_count_until_it_is_stored_again()
    {
        using var file = Open();
        var row = new float[CacheFiles.Width];
        foreach (var slot in (long[])[2, 3]) file.TryStore(slot, CacheFiles.Values(slot));
        var header = CacheHeader.Of(CacheFiles.Identity);
        for (var place = 0; place < header.Stride - 4; place += 97) // everywhere but in the zeros behind it
        {
            Flip(header.RecordsOffset + 2 * header.Stride + place, bit: place % 8);
            Assert.False(file.TryRead(2, row));
            Assert.True(file.TryRead(3, row));
            Assert.True(file.TryStore(2, CacheFiles.Values(2)));
            Assert.True(file.TryRead(2, row));
        }
    }

    [Fact]
    public void A_mark_whose_record_never_reached_the_disk_does_not_count()
    {
        using var file = Open();
        var (header, row) = (CacheHeader.Of(CacheFiles.Identity), new float[CacheFiles.Width]);
        foreach (var slot in (long[])[0, 5])
        {
            Flip(header.BitmapOffset + slot / 8, (int)slot % 8);
            Assert.Contains(slot, file.Marked());
            Assert.False(file.TryRead(slot, row));
        }
    }

    [Fact]
    public void A_record_in_the_place_of_another_does_not_count()
    {
        using var file = Open();
        var (header, row) = (CacheHeader.Of(CacheFiles.Identity), new float[CacheFiles.Width]);
        foreach (var slot in (long[])[0, 1]) file.TryStore(slot, CacheFiles.Values(slot));
        var bytes = File.ReadAllBytes(CachePath).AsSpan((int)header.RecordsOffset, header.Stride).ToArray();
        Overwrite(header.RecordsOffset + header.Stride, bytes);
        Assert.False(file.TryRead(1, row));
    }

    [Fact]
    public void One_writes_and_all_read_until_the_next_takes_over()
    {
        var first = Open();
        using var second = Open();
        var row = new float[CacheFiles.Width];
        Assert.True(first.TryStore(1, CacheFiles.Values(1)));
        Assert.False(second.TryStore(2, CacheFiles.Values(2)));
        Assert.True(second.TryRead(1, row));
        CacheFiles.AssertSameBits(CacheFiles.Values(1), row);
        first.Dispose();
        Assert.False(first.TryRead(1, row));
        Assert.False(first.TryStore(1, row));
        Assert.True(second.TryStore(2, CacheFiles.Values(2)));
    }

    [Fact]
    public void Threads_store_and_read_side_by_side()
    {
        using var file = Open();
        Parallel.For(0, 1000, slot =>
        {
            var row = new float[CacheFiles.Width];
            Assert.True(file.TryStore(slot, CacheFiles.Values(slot)));
            Assert.True(file.TryRead(slot, row));
            CacheFiles.AssertSameBits(CacheFiles.Values(slot), row);
        });
        Assert.Equal(1000, file.Marked().Count); // neighbours share bytes of the bitmap
    }

    public static TheoryData<string> Properties => new(typeof(CacheIdentity).GetProperties().Where(property => property.CanWrite).Select(property => property.Name));

    [Theory, MemberData(nameof(Properties))]
    public void Answers_of_another_identity_are_refused_by_name(string property)
    {
        Open().Dispose();
        var other = property switch
        {
            nameof(CacheIdentity.TeacherSha256) => CacheFiles.Identity with { TeacherSha256 = new string('b', 64) },
            nameof(CacheIdentity.Output) => CacheFiles.Identity with { Output = CachedOutput.Logits },
            nameof(CacheIdentity.Width) => CacheFiles.Identity with { Width = 511 },
            nameof(CacheIdentity.Format) => CacheFiles.Identity with { Format = RecordFormat.Float16 },
            nameof(CacheIdentity.Device) => CacheFiles.Identity with { Device = "cuda" },
            nameof(CacheIdentity.Precision) => CacheFiles.Identity with { Precision = "bfloat16" },
            nameof(CacheIdentity.DatasetSha256) => CacheFiles.Identity with { DatasetSha256 = new string('e', 64) },
            nameof(CacheIdentity.ImageCount) => CacheFiles.Identity with { ImageCount = 1999 },
            nameof(CacheIdentity.Views) => CacheFiles.Identity with { Views = new("crop", 4, 7, 1) },
            _ => throw new ArgumentException($"a property that this test does not know: {property}"),
        };
        var problem = Assert.Throws<RrmException>(() => RepresentationFile.Open(CachePath, other));
        Assert.Contains($"holds answers of another kind: {System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(property)} ", problem.Message);
    }

    [Theory]
    [InlineData(-1L, "It was cut off")]
    [InlineData(4096L, "It was cut off")]
    [InlineData(100L, "is no representation cache")]
    [InlineData(0L, "is no representation cache")]
    public void A_file_of_another_length_is_refused(long length, string sentence)
    {
        Open().Dispose();
        using (var stream = File.OpenWrite(CachePath)) stream.SetLength(length < 0 ? stream.Length - 1 : length);
        Assert.Contains(sentence, Assert.Throws<RrmException>(() => Open()).Message);
    }

    [Theory]
    [InlineData(0, "is no representation cache")]
    [InlineData(8, "format version")]
    [InlineData(12, "damaged header")]
    [InlineData(16, "damaged header")]
    [InlineData(60, "damaged header")]
    public void A_header_with_a_flipped_bit_is_refused(int place, string sentence)
    {
        Open().Dispose();
        Flip(place, 1);
        Assert.Contains(sentence, Assert.Throws<RrmException>(() => Open()).Message);
    }

    [Fact]
    public void An_empty_cache_takes_next_to_no_space()
    {
        using var file = RepresentationFile.Open(CachePath, CacheFiles.Identity with { ImageCount = 50_000, Views = new("crop-flip", 162, null, null) });
        using var du = Process.Start(new ProcessStartInfo("du", ["-k", CachePath]) { RedirectStandardOutput = true })!;
        Assert.InRange(int.Parse(du.StandardOutput.ReadToEnd().Split('\t')[0], System.Globalization.CultureInfo.InvariantCulture), 1, 1100);
        Assert.True(new FileInfo(CachePath).Length > 16L * 1000 * 1000 * 1000);
    }

    private RepresentationFile Open() => RepresentationFile.Open(CachePath, CacheFiles.Identity);

    private static async Task<string> EndAsync(Process writer, int exitCode)
    {
        var output = await writer.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
        await writer.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
        Assert.True(writer.ExitCode == exitCode, $"exit code {writer.ExitCode}: {output} {await writer.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
        return output.Trim();
    }

    private void Flip(long place, int bit)
    {
        using var stream = new FileStream(CachePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = place;
        var value = stream.ReadByte();
        Overwrite(place, [(byte)(value ^ (1 << bit))]);
    }

    private void Overwrite(long place, byte[] bytes)
    {
        using var stream = new FileStream(CachePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        stream.Position = place;
        stream.Write(bytes);
    }
}
