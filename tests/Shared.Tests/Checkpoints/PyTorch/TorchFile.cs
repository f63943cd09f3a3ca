using System.IO.Compression;
using System.Text;
using Rrm.Checkpoints;

namespace Rrm.Shared.Tests.Checkpoints.PyTorch;

/// <summary>Zip archives as torch.save writes them.</summary>
internal static class TorchFile
{
    /// <summary>An archive of a pickle and the storages it mentions.</summary>
    public static byte[] Zip(byte[] pickle, IEnumerable<KeyValuePair<string, byte[]>> storages, string byteOrder = "little", CompressionLevel compression = CompressionLevel.NoCompression)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add("archive/data.pkl", pickle);
            Add("archive/byteorder", Encoding.ASCII.GetBytes(byteOrder));
            foreach (var (key, bytes) in storages)
                Add($"archive/data/{key}", bytes);
            Add("archive/version", "3\n"u8.ToArray());

            void Add(string name, byte[] bytes)
            {
                using var entry = zip.CreateEntry(name, compression).Open();
                entry.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    /// <summary>A checkpoint as one of the authors' programs lays it out; <paramref name="wrap"/> says what surrounds the tensors.</summary>
    public static byte[] Of(IReadOnlyList<KeyValuePair<string, TensorData>> tensors, Action<PickleWriter, Action<PickleWriter>>? wrap = null)
    {
        var keys = new Dictionary<ReadOnlyMemory<byte>, string>();
        foreach (var (_, tensor) in tensors)
            keys.TryAdd(tensor.Bytes, $"{keys.Count}");
        var writer = new PickleWriter();
        (wrap ?? ((pickle, state) => state(pickle)))(writer, pickle => pickle.Dictionary(tensors, (inner, tensor) => inner.Tensor(keys[tensor.Bytes], StorageOf(tensor.Type), tensor.Bytes.Length / TensorData.SizeOf(tensor.Type), tensor.Shape)));
        return Zip(writer.End(), keys.Select(entry => KeyValuePair.Create(entry.Value, entry.Key.ToArray())));
    }

    private static string StorageOf(TensorType type) => type switch
    {
        TensorType.F64 => "DoubleStorage",
        TensorType.F32 => "FloatStorage",
        TensorType.F16 => "HalfStorage",
        TensorType.BF16 => "BFloat16Storage",
        TensorType.I64 => "LongStorage",
        TensorType.I32 => "IntStorage",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
