using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace Rrm.Checkpoints.PyTorch;

/// <summary>
/// A file that torch.save wrote since PyTorch 1.6: a zip of one folder with <c>data.pkl</c>, <c>data/KEY</c> for each storage, <c>byteorder</c>
/// and <c>version</c>, none of them compressed. Nothing in it is executed, nothing is written to the disk, and no more than the file's own size
/// is read.
/// </summary>
internal sealed class PyTorchArchive : IDisposable
{
    // The pickle of a thousand tensors with their optimizer has a quarter of a megabyte; what else people save beside them can be larger.
    private const int MaxPickleBytes = 64 << 20;
    private const string Pickle = "data.pkl";

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries = [];
    private readonly string root;
    private (string Key, byte[] Bytes)? last; // Tensors that share a storage mostly follow each other.

    private PyTorchArchive(Stream stream)
    {
        zip = new ZipArchive(stream, ZipArchiveMode.Read);
        long total = 0;
        foreach (var entry in zip.Entries)
        {
            if (!entries.TryAdd(entry.FullName, entry))
                throw new InvalidDataException($"it holds {Shown.Of(entry.FullName)} twice.");
            if (entry.CompressedLength != entry.Length)
                throw new InvalidDataException($"{Shown.Of(entry.FullName)} is compressed, which torch.save never does; unpack the zip and pack it again without compression.");
            total += entry.Length;
            if (total > stream.Length)
                throw new InvalidDataException("its files claim more bytes than it has: they overlap.");
        }
        string[] pickles = [.. entries.Keys.Where(name => name.Split('/') is [_, Pickle])];
        root = pickles is [var only]
            ? only[..^Pickle.Length]
            : throw new InvalidDataException($"it holds {pickles.Length} files NAME/{Pickle}; torch.save writes one.");
        if (entries.TryGetValue($"{root}byteorder", out var order) && Encoding.ASCII.GetString(Read(order, 16)) is not "little" and var found)
            throw new InvalidDataException($"its byte order is {Shown.Of(found)}; expected 'little'. Load and save it on a little-endian machine, as x86 and ARM are.");
        Root = PickleInterpreter.Run(Read(entries[$"{root}{Pickle}"], MaxPickleBytes));
    }

    /// <summary>What was saved.</summary>
    public object Root { get; }

    /// <summary>Opens an archive. Throws <see cref="InvalidDataException"/> for what is none; other exceptions of a broken zip are turned into it.</summary>
    public static PyTorchArchive Open(Stream stream) => Guard(() => new PyTorchArchive(stream));

    /// <summary>The elements of a tensor. Throws <see cref="InvalidDataException"/> when they are not all there.</summary>
    public TensorData Load(PyTorchTensor tensor) => Guard(() => tensor.Gather(Bytes(tensor.Storage)));

    public void Dispose() => zip.Dispose();

    private byte[] Bytes(PyTorchStorage storage)
    {
        var name = $"{root}data/{storage.Key}";
        if (!entries.TryGetValue(name, out var entry))
            throw new InvalidDataException($"{Shown.Of(name)}, the values of a tensor, is not in it.");
        if ((Int128)storage.Count * TensorData.SizeOf(storage.Type) != entry.Length)
            throw new InvalidDataException($"{Shown.Of(name)} has {entry.Length} bytes; {storage.Count} values of type {storage.Type} were expected.");
        if (last?.Key != storage.Key)
            last = (storage.Key, Read(entry, Array.MaxLength));
        return last.Value.Bytes;
    }

    private static byte[] Read(ZipArchiveEntry entry, int most)
    {
        if (entry.Length > most)
            throw new InvalidDataException($"{Shown.Of(entry.FullName)} has {entry.Length:N0} bytes; at most {most:N0} are read.");
        var bytes = new byte[entry.Length];
        using (var stream = entry.Open())
            stream.ReadExactly(bytes);
        if (Crc32.HashToUInt32(bytes) != entry.Crc32)
            throw new InvalidDataException($"the checksum of {Shown.Of(entry.FullName)} is wrong: the file is damaged, or was saved with set_crc32_options(False).");
        return bytes;
    }

    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is IOException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new InvalidDataException($"its zip container is broken ({problem.Message}).", problem);
        }
    }
}
