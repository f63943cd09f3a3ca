using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Rrm.Checkpoints;

/// <summary>
/// The safetensors format: an 8-byte little-endian header length, a JSON header of {name: {dtype, shape, data_offsets}}, the raw bytes.
/// Data only: reading executes nothing.
/// </summary>
public static class SafeTensors
{
    private const long MaxHeaderBytes = 100_000_000;
    private const string MetadataKey = "__metadata__";

    /// <summary>Writes the tensors in the order given, after what is to be known of them.</summary>
    public static void Write(Stream stream, IEnumerable<KeyValuePair<string, TensorData>> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var entries = tensors.ToList();
        var header = new JsonObject();
        if (metadata is not null)
            header[MetadataKey] = new JsonObject(metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))));
        long offset = 0;
        foreach (var (name, tensor) in entries)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = tensor.Type.ToString(),
                ["shape"] = new JsonArray([.. tensor.Shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, offset + tensor.Bytes.Length),
            };
            offset += tensor.Bytes.Length;
        }
        var json = Encoding.UTF8.GetBytes(header.ToJsonString(JsonFormat.Line));
        var padded = (json.Length + 7) / 8 * 8; // The format asks for spaces, so that the data is aligned.
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(json);
        stream.Write(Enumerable.Repeat((byte)' ', padded - json.Length).ToArray());
        foreach (var (_, tensor) in entries)
            stream.Write(tensor.Bytes.Span);
    }

    /// <summary>Reads a whole file. Everything the header claims is checked; a broken file is refused with a sentence that says where.</summary>
    public static IReadOnlyDictionary<string, TensorData> Read(string path)
    {
        if (!File.Exists(path))
            throw new RrmException($"No file at '{path}'; expected a safetensors file.");
        using var stream = File.OpenRead(path);
        try
        {
            return Read(stream);
        }
        catch (Exception problem) when (problem is InvalidDataException or JsonException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException)
        {
            throw new RrmException($"'{path}' is not a readable safetensors file: {problem.Message} It may be truncated; write or copy it again.", problem);
        }
    }

    private static Dictionary<string, TensorData> Read(Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw new InvalidDataException($"it has {stream.Length} bytes, less than the 8 of the header length.");
        var headerLength = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (headerLength is < 2 or > MaxHeaderBytes || headerLength > stream.Length - 8)
            throw new InvalidDataException($"the header is said to have {headerLength} bytes, the file has {stream.Length}.");
        var json = new byte[headerLength];
        stream.ReadExactly(json);
        using var header = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });

        var dataLength = stream.Length - 8 - headerLength;
        var ranges = new List<(long Begin, long End, string Name, TensorType Type, long[] Shape)>();
        foreach (var entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != MetadataKey))
        {
            var (type, shape, begin, end) = Describe(entry.Value, entry.Name);
            var expected = shape.Aggregate((long)TensorData.SizeOf(type), (product, size) => checked(product * size));
            if (begin < 0 || end > dataLength || end - begin != expected)
                throw new InvalidDataException($"tensor '{entry.Name}' needs {expected} bytes, claims bytes {begin} to {end}, and the file holds {dataLength}.");
            if (expected > Array.MaxLength)
                throw new InvalidDataException($"tensor '{entry.Name}' has {expected} bytes, more than one array holds.");
            ranges.Add((begin, end, entry.Name, type, shape));
        }

        var tensors = new Dictionary<string, TensorData>(ranges.Count);
        long position = 0;
        foreach (var (begin, end, name, type, shape) in ranges.OrderBy(range => range.Begin).ThenBy(range => range.End))
        {
            if (begin != position)
                throw new InvalidDataException($"tensor '{name}' begins at byte {begin}; expected {position}: tensors overlap or leave a gap.");
            var bytes = new byte[end - begin];
            stream.ReadExactly(bytes);
            tensors.Add(name, new TensorData(type, shape, bytes));
            position = end;
        }
        return position == dataLength ? tensors : throw new InvalidDataException($"{dataLength - position} bytes follow the last tensor.");
    }

    private static (TensorType Type, long[] Shape, long Begin, long End) Describe(JsonElement entry, string name)
    {
        var dtype = entry.GetProperty("dtype").GetString();
        if (!Enum.TryParse<TensorType>(dtype, out var type) || type.ToString() != dtype)
            throw new InvalidDataException($"tensor '{name}' has type '{dtype}'; expected one of {string.Join(", ", Enum.GetNames<TensorType>())}.");
        var shape = entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2 || shape.Any(size => size < 0))
            throw new InvalidDataException($"tensor '{name}' has a negative size or not two offsets.");
        return (type, shape, offsets[0].GetInt64(), offsets[1].GetInt64());
    }
}
