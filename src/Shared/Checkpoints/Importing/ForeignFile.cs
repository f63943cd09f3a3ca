using Rrm.Checkpoints.PyTorch;

namespace Rrm.Checkpoints.Importing;

/// <summary>
/// Named tensors in a file that another program wrote: safetensors, or what torch.save wrote since PyTorch 1.6. Nothing in the file is executed.
/// Dispose after the last tensor has been loaded.
/// </summary>
public sealed class ForeignFile : IDisposable
{
    // Where a state_dict lies in a checkpoint, the most telling key first; of the authors' files the robust ones have 'model', the others 'state_dict'.
    private static readonly string[] layouts = ["model", "state_dict", "model_state_dict", "net"];

    private readonly PyTorchArchive? archive;

    private ForeignFile(string path, string format, IReadOnlyDictionary<string, StoredTensor> tensors, PyTorchArchive? archive = null) =>
        (Path, Format, Tensors, this.archive) = (path, format, tensors, archive);

    public string Path { get; }

    /// <summary>For people: the kind of file, and where in it the tensors are.</summary>
    public string Format { get; }

    /// <summary>The tensors by the names they have in the file, in its order.</summary>
    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Opens a file, whose kind is told by its first bytes.</summary>
    /// <exception cref="RrmException">It is not there, is of another kind, is broken, or holds no state_dict.</exception>
    public static ForeignFile Open(string path)
    {
        if (!File.Exists(path))
            throw new RrmException($"No file at '{path}'; expected a safetensors file or a checkpoint that torch.save wrote (.pt, .pth).");
        var stream = File.OpenRead(path);
        try
        {
            var begin = new byte[8];
            var length = stream.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false);
            stream.Position = 0;
            if (begin.AsSpan().StartsWith("PK\x03\x04"u8))
                return OpenArchive(path, stream);
            RefuseLegacy(path, begin.AsSpan(0, length));
            stream.Dispose();
            return OpenSafeTensors(path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Dispose() => archive?.Dispose();

    private static ForeignFile OpenSafeTensors(string path)
    {
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            throw new RrmException($"'{path}' is not what torch.save writes: it does not begin as a zip file. Was it downloaded whole? A safetensors file must be called *.safetensors.");
        var tensors = SafeTensors.Read(path).ToDictionary(entry => entry.Key, entry => new StoredTensor(entry.Value.Type, entry.Value.Shape, () => entry.Value));
        return new(path, "safetensors", tensors);
    }

    private static ForeignFile OpenArchive(string path, Stream stream) => Guard(path, () =>
    {
        var archive = PyTorchArchive.Open(stream);
        var (key, dictionary) = FindStateDictionary(archive.Root);
        var tensors = new OrderedDictionary<string, StoredTensor>();
        foreach (var (name, value) in dictionary.Entries)
        {
            if (value is PyTorchTensor tensor)
                tensors.Add(name, new StoredTensor(tensor.Storage.Type, tensor.Shape, () => Guard(path, () => archive.Load(tensor))));
        }
        return new ForeignFile(path, key is null ? "torch.save, a state_dict" : $"torch.save, the state_dict '{key}'", tensors, archive);
    });

    private static (string? Key, PickleDictionary Tensors) FindStateDictionary(object root)
    {
        if (root is not PickleDictionary dictionary)
            throw new InvalidDataException($"it holds {Describe(root)} instead of a state_dict. Save model.state_dict(), not the model.");
        foreach (var key in layouts)
        {
            if (dictionary.Find(key) is PickleDictionary inner && HasTensors(inner))
                return (key, Unambiguous(inner));
        }
        if (HasTensors(dictionary))
            return (null, Unambiguous(dictionary));
        var keys = string.Join(", ", dictionary.Entries.Take(10).Select(entry => $"{Shown.Of(entry.Key)} ({Describe(entry.Value)})"));
        throw new InvalidDataException($"no state_dict is at its top or under {string.Join(", ", layouts)}. It holds {(keys == "" ? "nothing" : keys)}. Save model.state_dict() under one of these.");
    }

    private static PickleDictionary Unambiguous(PickleDictionary dictionary) => dictionary.Repeated is { } key
        ? throw new InvalidDataException($"its state_dict has {Shown.Of(key)} twice.")
        : dictionary;

    private static bool HasTensors(PickleDictionary dictionary) => dictionary.Entries.Any(entry => entry.Value is PyTorchTensor);

    private static string Describe(object value) => value switch
    {
        PickleDictionary => "a dict",
        PyTorchTensor => "a tensor",
        PickleOpaque opaque => Shown.Of(opaque.ToString()).Trim('\''),
        string => "a string",
        long => "a number",
        bool => "a truth value",
        PickleGlobal global => Shown.Of(global.ToString()),
        _ => "a tuple",
    };

    // Pickled with protocol 2: the magic number 0x1950a86a20f9469cfc6c.
    private static void RefuseLegacy(string path, ReadOnlySpan<byte> begin)
    {
        if (begin is [0x80, _, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46])
            throw new RrmException(
                $"'{path}' is in the format that torch.save wrote before PyTorch 1.6, which is not read here. If you trust the file (loading it can execute code), convert it: "
                + "python3 -c \"import sys, torch; torch.save(torch.load(sys.argv[1], map_location='cpu'), sys.argv[2])\" OLD.pt NEW.pt");
    }

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException problem)
        {
            throw new RrmException($"'{path}' is not a readable checkpoint of torch.save: {problem.Message}", problem);
        }
    }
}
