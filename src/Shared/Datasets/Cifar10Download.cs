using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Rrm.Datasets;

/// <summary>Fetches the official archive, verifies it and unpacks it; nothing half-written ever has the final name.</summary>
internal static class Cifar10Download
{
    private const string Address = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz";
    private const string Md5 = "c32a1d4ab5d03f1284b67883e8d91530"; // as published beside the archive
    private const long ArchiveBytes = 170_052_171;

    /// <summary>Downloads into <paramref name="folder"/> and returns the folder with the files.</summary>
    public static string Into(string folder, Action<string> progress, CancellationToken cancellation)
    {
        var target = Path.Combine(folder, Cifar10Binary.FolderName);
        var archive = Path.Combine(folder, $"cifar-10-binary.tar.gz.{Environment.ProcessId}.partial");
        var unpacked = $"{target}.{Environment.ProcessId}.partial";
        var isNew = !Directory.Exists(folder);
        try
        {
            Directory.CreateDirectory(folder);
            progress($"Downloading CIFAR-10 (163 MiB) from {Address}");
            Download(archive, cancellation);
            progress("Unpacking CIFAR-10");
            using (var file = File.OpenRead(archive)) Unpack(file, unpacked);
            Directory.Move(unpacked, target);
            return target;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException || (failure is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new DatasetException(
                $"CIFAR-10 is not in {folder} and could not be downloaded there: {failure.Message.TrimEnd('.')}. " +
                $"Fetch {Address} on another machine and unpack it so that {Path.Combine(target, "data_batch_1.bin")} exists.",
                failure);
        }
        finally
        {
            if (File.Exists(archive)) File.Delete(archive);
            if (Directory.Exists(unpacked)) Directory.Delete(unpacked, recursive: true);
            if (isNew && Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any()) Directory.Delete(folder);
        }
    }

    /// <summary>Writes the regular files of an archive, without their folders, into a new folder.</summary>
    internal static void Unpack(Stream archive, string folder)
    {
        Directory.CreateDirectory(folder);
        using var plain = new GZipStream(archive, CompressionMode.Decompress);
        using var entries = new TarReader(plain);
        while (entries.GetNextEntry() is { } entry)
        {
            // The archive is flat below one folder, so the bare name is enough and no entry can point elsewhere.
            var name = Path.GetFileName(entry.Name.TrimEnd('/'));
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || name is "" or "." or "..") continue;
            entry.ExtractToFile(Path.Combine(folder, name), overwrite: false);
        }
    }

    private static void Download(string path, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(30) };
        using var client = new HttpClient(handler) { Timeout = TimeSpan.FromMinutes(30) };
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, cancellation).EnsureSuccessStatusCode();
        using var body = response.Content.ReadAsStream(cancellation);
        using var file = File.Create(path);
        CopyVerified(body, file, ArchiveBytes, Md5, cancellation);
    }

    /// <summary>Copies while hashing; throws where length or hash differ.</summary>
    internal static void CopyVerified(Stream source, Stream target, long expectedBytes, string expectedMd5, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5); // the only hash published; it guards against damage, not malice
        var buffer = new byte[1 << 20];
        var total = 0L;
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((total += read) > expectedBytes) break;
            hash.AppendData(buffer, 0, read);
            target.Write(buffer, 0, read);
        }

        if (total != expectedBytes)
            throw new InvalidDataException($"the archive has {(total > expectedBytes ? "more than" : "only")} {Math.Min(total, expectedBytes):N0} bytes; expected {expectedBytes:N0}");
        var found = Convert.ToHexStringLower(hash.GetHashAndReset());
        if (found != expectedMd5) throw new InvalidDataException($"the archive has the MD5 {found}; expected {expectedMd5}");
    }
}
