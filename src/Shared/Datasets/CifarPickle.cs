using System.Buffers.Binary;
using System.Text;

namespace Rrm.Datasets;

/// <summary>
/// Reads the few kinds of values that CIFAR-10's pickles are made of: dictionaries, lists, tuples, numbers, text, bytes and NumPy arrays of
/// bytes. Nothing is looked up or called, whatever a file says, and nothing is copied: values are slices of the file, so memory is bounded.
/// Not the reader of PyTorch's files: that one knows tensors' storages and forgets lists, bytes and arrays, which are all that counts here.
/// </summary>
internal sealed class CifarPickle
{
    private const long LargestFile = 64 << 20;
    private const int MostOperations = 1 << 20; // CIFAR-10's files have some 50,000
    private const int LongestText = 256, MostDimensions = 8; // what is longer would be walked through as often as the file recalls it
    private static readonly object mark = new();
    private readonly byte[] file;
    private readonly List<object?> stack = [];
    private readonly Dictionary<int, object?> memo = [];
    private int place;
    private long encoded;

    private CifarPickle(byte[] file) => this.file = file;

    /// <summary>The dictionary in a file; its keys are text whether they were bytes or text. Values are as <see cref="Bytes"/> and its neighbours take them.</summary>
    /// <exception cref="DatasetException">The file is cut short, too large, or made of anything else.</exception>
    public static Dictionary<string, object?> Read(string path)
    {
        if (new FileInfo(path).Length > LargestFile)
            throw new DatasetException($"{path} has more than {LargestFile >> 20} MiB; expected a file of cifar-10-python.tar.gz. Unpack the archive again.");
        return Parse(File.ReadAllBytes(path), path);
    }

    internal static Dictionary<string, object?> Parse(byte[] file, string path)
    {
        var pickle = new CifarPickle(file);
        try
        {
            return pickle.Run() as Dictionary<string, object?> ?? throw new InvalidDataException("it holds no dictionary");
        }
        catch (Exception fault) when (fault is InvalidDataException or ArgumentException or InvalidCastException or OverflowException)
        {
            var reason = fault is InvalidDataException ? fault.Message : "its parts do not fit together, or it is cut short";
            throw new DatasetException($"{path} is no pickle of CIFAR-10: {reason} (at byte {pickle.place:N0} of {file.Length:N0}). Unpack cifar-10-python.tar.gz again.", fault);
        }
    }

    /// <summary>Bytes or text as text; null where the value is neither, or longer than any name.</summary>
    public static string? Text(object? value) => value is ReadOnlyMemory<byte> { Length: <= LongestText } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>The bytes of an array of uint8 in C order with this shape; null where the value is anything else.</summary>
    public static ReadOnlyMemory<byte>? Bytes(object? value, int rows, int columns) =>
        value is NumPyArray { IsBytes: true } array && array.Shape.SequenceEqual([rows, columns]) && array.Data.Length == (long)rows * columns ? (ReadOnlyMemory<byte>?)array.Data : null;

    private object? Run()
    {
        for (var operations = 0; operations < MostOperations; operations++)
        {
            var operation = Take(1)[0];
            switch (operation)
            {
                case 0x80: Take(1); break; // PROTO
                case 0x95: Take(8); break; // FRAME
                case (byte)'.': return Pop();
                case (byte)'(': stack.Add(mark); break;
                case (byte)'N': stack.Add(null); break;
                case 0x88: stack.Add(true); break;
                case 0x89: stack.Add(false); break;
                case (byte)'K': stack.Add((long)Take(1)[0]); break;
                case (byte)'M': stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))); break;
                case (byte)'J': stack.Add((long)Int32()); break;
                case (byte)'U' or (byte)'C' or 0x8c: stack.Add(Slice(Take(1)[0])); break; // SHORT_BINSTRING, SHORT_BINBYTES, SHORT_BINUNICODE
                case (byte)'T' or (byte)'B' or (byte)'X': stack.Add(Slice(Int32())); break; // BINSTRING, BINBYTES, BINUNICODE
                case 0x8e or 0x8d: stack.Add(Slice(checked((int)BinaryPrimitives.ReadInt64LittleEndian(Take(8))))); break; // BINBYTES8, BINUNICODE8
                case (byte)'}': stack.Add(new Dictionary<string, object?>()); break;
                case (byte)']': stack.Add(new List<object?>()); break;
                case (byte)')': stack.Add(Array.Empty<object?>()); break;
                case 0x85: stack.Add(PopLast(1)); break;
                case 0x86: stack.Add(PopLast(2)); break;
                case 0x87: stack.Add(PopLast(3)); break;
                case (byte)'t': stack.Add(PopToMark()); break;
                case (byte)'a': Append(PopLast(1)); break;
                case (byte)'e': Append(PopToMark()); break;
                case (byte)'s': SetItems(PopLast(2)); break;
                case (byte)'u': SetItems(PopToMark()); break;
                case (byte)'q': memo[Take(1)[0]] = stack[^1]; break;
                case (byte)'r': memo[Int32()] = stack[^1]; break;
                case 0x94: memo[memo.Count] = stack[^1]; break; // MEMOIZE
                case (byte)'h': stack.Add(Remembered(Take(1)[0])); break;
                case (byte)'j': stack.Add(Remembered(Int32())); break;
                case (byte)'c': stack.Add(Known($"{Line()} {Line()}")); break;
                case 0x93: stack.Add(Known(string.Join(' ', PopLast(2).Select(Text)))); break; // STACK_GLOBAL
                case (byte)'R': stack.Add(Made(PopLast(2))); break;
                case (byte)'b': Build(Pop()); break;
                default: throw new InvalidDataException($"it uses the operation 0x{operation:x2}, which such files never do");
            }
        }

        throw new InvalidDataException("it has more parts than such files have");
    }

    // A name stands for itself; what it would be in Python is never looked up.
    private static Name Known(string name) => name.Replace("numpy._core.", "numpy.core.") switch
    {
        "numpy.core.multiarray _reconstruct" or "numpy ndarray" => Name.Array,
        "numpy dtype" => Name.Type,
        "_codecs encode" => Name.Encode,
        _ => throw new InvalidDataException($"it wants '{name[..Math.Min(name.Length, 60)]}', which such files never do"),
    };

    private object? Made(object?[] call) => call switch
    {
        [Name.Array, object?[]] => new NumPyArray(),
        [Name.Type, object?[] arguments] when arguments is [var code, ..] => Text(code) ?? "",
        [Name.Encode, object?[] arguments] when arguments is [ReadOnlyMemory<byte> text, ..] => Encoded(text.Span),
        _ => throw new InvalidDataException("it calls what cannot be called"),
    };

    // How Python 3 writes bytes for Python 2: as text of the first 256 characters.
    private ReadOnlyMemory<byte> Encoded(ReadOnlySpan<byte> text)
    {
        if ((encoded += text.Length) > file.Length) throw new InvalidDataException("it encodes the same text again and again");
        return Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(text));
    }

    private void Build(object? state)
    {
        if (stack[^1] is string) return; // a type's byte order and such, which bytes do not have
        if (stack[^1] is not NumPyArray array || state is not object?[] parts || parts is not [_, object?[] { Length: <= MostDimensions } shape, string type, bool isFortran, ReadOnlyMemory<byte> data])
            throw new InvalidDataException("it describes an array in an unknown way");
        array.Shape = [.. shape.Select(length => length as long? ?? -1)];
        array.IsBytes = type == "u1" && !isFortran;
        array.Data = data;
    }

    private void Append(object?[] items) =>
        (stack[^1] as List<object?> ?? throw new InvalidDataException("it appends to what is no list")).AddRange(items);

    private void SetItems(object?[] items)
    {
        if (stack[^1] is not Dictionary<string, object?> target || items.Length % 2 != 0)
            throw new InvalidDataException("it sets items of what is no dictionary");
        for (var item = 0; item < items.Length; item += 2)
            target[Text(items[item]) ?? throw new InvalidDataException("it has a key that is no text")] = items[item + 1];
    }

    private object? Remembered(int key) => memo.TryGetValue(key, out var value) ? value : throw new InvalidDataException("it recalls what it never kept");

    private object? Pop() => PopLast(1)[0];

    private object?[] PopLast(int count)
    {
        object?[] items = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        var items = PopLast(stack.Count - 1 - stack.LastIndexOf(mark));
        stack.RemoveAt(stack.Count - 1);
        return items;
    }

    private string Line()
    {
        var rest = file.AsSpan(place);
        var line = Encoding.Latin1.GetString(Take(rest.IndexOf((byte)'\n')));
        place++;
        return line;
    }

    private int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    private ReadOnlySpan<byte> Take(int count) => Slice(count).Span;

    private ReadOnlyMemory<byte> Slice(int count)
    {
        var slice = new ReadOnlyMemory<byte>(file, place, count); // throws where the file ends before
        place += count;
        return slice;
    }

    private enum Name
    {
        Array,
        Type,
        Encode,
    }

    private sealed class NumPyArray
    {
        public long[] Shape { get; set; } = [];

        public bool IsBytes { get; set; }

        public ReadOnlyMemory<byte> Data { get; set; }
    }
}
