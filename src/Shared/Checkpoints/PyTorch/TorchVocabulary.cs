using System.Collections.Frozen;

namespace Rrm.Checkpoints.PyTorch;

/// <summary>The few names whose meaning is known. A call of anything else stays an opaque value: it is never made.</summary>
internal static class TorchVocabulary
{
    private static readonly FrozenDictionary<string, TensorType> storages = new Dictionary<string, TensorType>
    {
        ["DoubleStorage"] = TensorType.F64,
        ["FloatStorage"] = TensorType.F32,
        ["HalfStorage"] = TensorType.F16,
        ["BFloat16Storage"] = TensorType.BF16,
        ["LongStorage"] = TensorType.I64,
        ["IntStorage"] = TensorType.I32,
        ["ShortStorage"] = TensorType.I16,
        ["CharStorage"] = TensorType.I8,
        ["ByteStorage"] = TensorType.U8,
        ["BoolStorage"] = TensorType.BOOL,
    }.ToFrozenDictionary();

    /// <summary>What a persistent id stands for: ('storage', type, key, device, number of elements).</summary>
    public static object Persistent(object id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long count] } || count < 0)
            throw new InvalidDataException("a persistent id does not describe a storage as torch.save does.");
        return type.Module is "torch" or "torch.cuda" && storages.TryGetValue(type.Name, out var element) ? new PyTorchStorage(key, element, count) : new PickleOpaque(type);
    }

    /// <summary>The value of a call that a pickle asks for.</summary>
    public static object Call(object function, object arguments) => (function, arguments) switch
    {
        (PickleGlobal { Module: "collections", Name: "OrderedDict" }, PickleTuple { Items: [] }) => new PickleDictionary(),
        (PickleGlobal { Module: "torch._utils", Name: "_rebuild_tensor_v2" or "_rebuild_tensor" }, PickleTuple tuple) => Tensor(tuple),
        (PickleGlobal { Module: "torch._utils", Name: "_rebuild_parameter" or "_rebuild_parameter_with_state" }, PickleTuple { Items: [PyTorchTensor tensor, ..] }) => tensor,
        (PickleGlobal other, _) => new PickleOpaque(other),
        _ => function is PickleOpaque ? function : throw new InvalidDataException("something is called that is no function."),
    };

    private static object Tensor(PickleTuple arguments) => arguments.Items switch
    {
        [PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..] => PyTorchTensor.Of(storage, offset, shape, strides),
        [PickleOpaque storage, ..] => storage, // Of a type that is not read.
        _ => throw new InvalidDataException("a tensor is not described by storage, offset, shape and strides."),
    };
}
