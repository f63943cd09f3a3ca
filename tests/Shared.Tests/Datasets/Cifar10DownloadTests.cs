using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Rrm.Datasets;

namespace Rrm.Shared.Tests.Datasets;

public sealed class Cifar10DownloadTests
{
    [Fact]
    public void Unpacking_writes_files_into_the_folder_and_never_beside_it()
    {
        using var folder = new TemporaryFolder();
        var inner = Path.Combine(folder.Path, "inner");
        Cifar10Download.Unpack(Archive(("cifar-10-batches-bin/readme.html", "a"), ("../outside.bin", "b"), ("/tmp/absolute.bin", "c")), inner);
        Assert.Equal(["absolute.bin", "outside.bin", "readme.html"], Directory.GetFiles(inner).Select(Path.GetFileName).Order());
        Assert.Equal([inner], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal("a", File.ReadAllText(Path.Combine(inner, "readme.html")));
    }

    [Fact]
    public void A_download_that_was_stopped_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var inner = Path.Combine(folder.Path, "data");
        Assert.ThrowsAny<OperationCanceledException>(() => Cifar10Download.Into(inner, _ => { }, new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData(99, "only 99 bytes; expected 100")]
    [InlineData(101, "more than 100 bytes; expected 100")]
    [InlineData(100, "has the MD5")]
    public void A_damaged_download_is_refused(int length, string reason)
    {
        var failure = Assert.Throws<InvalidDataException>(
            () => Cifar10Download.CopyVerified(new MemoryStream(new byte[length]), Stream.Null, 100, "00", CancellationToken.None));
        Assert.Contains(reason, failure.Message);
    }

    [Fact]
    public void A_whole_download_is_copied()
    {
        byte[] content = [1, 2, 3];
        var copy = new MemoryStream();
        Cifar10Download.CopyVerified(new MemoryStream(content), copy, 3, Convert.ToHexStringLower(MD5.HashData(content)), CancellationToken.None);
        Assert.Equal(content, copy.ToArray());
    }

    private static MemoryStream Archive(params (string Name, string Content)[] files)
    {
        var archive = new MemoryStream();
        using (var zip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new TarWriter(zip))
        {
            foreach (var (name, content) in files)
                writer.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([.. content.Select(c => (byte)c)]) });
        }

        archive.Position = 0;
        return archive;
    }
}
