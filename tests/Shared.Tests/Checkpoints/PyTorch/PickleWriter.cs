using System.Buffers.Binary;
using System.Text;

namespace Rrm.Shared.Tests.Checkpoints.PyTorch;

/// <summary>Writes pickles as torch.save does, protocol 2; and, instruction by instruction, such as it never would.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> bytes = [0x80, 2];

    /// <summary>The pickle; a STOP is added.</summary>
    public byte[] End() => [.. bytes, (byte)'.'];

    public PickleWriter Op(params ReadOnlySpan<byte> raw)
    {
        bytes.AddRange(raw);
        return this;
    }

    public PickleWriter Op(char opcode, params ReadOnlySpan<byte> more) => Op((byte)opcode).Op(more);

    public PickleWriter Text(string text) => Op('X').Op(LittleEndian(Encoding.UTF8.GetByteCount(text))).Op(Encoding.UTF8.GetBytes(text));

    public PickleWriter Number(long value)
    {
        var little = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(little, value);
        return Op(0x8A, 8).Op(little);
    }

    public PickleWriter Global(string module, string name) => Op('c').Op(Encoding.UTF8.GetBytes($"{module}\n{name}\n"));

    /// <summary>A call without arguments.</summary>
    public PickleWriter Call(string module, string name) => Global(module, name).Op(')').Op('R');

    public PickleWriter Numbers(params IEnumerable<long> values)
    {
        Op('(');
        foreach (var value in values)
            Number(value);
        return Op('t');
    }

    /// <summary>A view of a storage, as torch._utils._rebuild_tensor_v2 describes it.</summary>
    public PickleWriter Tensor(string key, string storage, long count, IReadOnlyList<long> shape, IReadOnlyList<long>? strides = null, long offset = 0)
    {
        Global("torch._utils", "_rebuild_tensor_v2").Op('(');
        Op('(').Text("storage").Global("torch", storage).Text(key).Text("cpu").Number(count).Op('t').Op('Q');
        Number(offset).Numbers(shape).Numbers(strides ?? RowMajor(shape)).Op(0x89).Call("collections", "OrderedDict");
        return Op('t').Op('R');
    }

    /// <summary>A dict with one entry for each name; the value is written by <paramref name="write"/>.</summary>
    public PickleWriter Dictionary<T>(IEnumerable<KeyValuePair<string, T>> entries, Action<PickleWriter, T> write)
    {
        Op('}').Op('(');
        foreach (var (name, value) in entries)
        {
            Text(name);
            write(this, value);
        }
        return Op('u');
    }

    public static IReadOnlyList<long> RowMajor(IReadOnlyList<long> shape)
    {
        var strides = new long[shape.Count];
        var step = 1L;
        for (var dimension = shape.Count - 1; dimension >= 0; dimension--)
        {
            strides[dimension] = step;
            step *= shape[dimension];
        }
        return strides;
    }

    private static byte[] LittleEndian(int value)
    {
        var little = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(little, value);
        return little;
    }
}
