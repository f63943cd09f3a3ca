using System.Collections.Frozen;

namespace Rrm.Checkpoints.PyTorch;

/// <summary>The few names whose meaning is known. A call of anything else stays an opaque value: it is never made.</summary>
internal static class TorchVocabulary
{
    private static readonly FrozenDictionary<string, TensorType> storages = new Dictionary<string, TensorType>
    {
        ["torch.DoubleStorage"] = TensorType.F64,
        ["torch.FloatStorage"] = TensorType.F32,
        ["torch.HalfStorage"] = TensorType.F16,
        ["torch.BFloat16Storage"] = TensorType.BF16,
        ["torch.LongStorage"] = TensorType.I64,
        ["torch.IntStorage"] = TensorType.I32,
        ["torch.ShortStorage"] = TensorType.I16,
        ["torch.CharStorage"] = TensorType.I8,
        ["torch.ByteStorage"] = TensorType.U8,
        ["torch.BoolStorage"] = TensorType.BOOL,
    }.ToFrozenDictionary();

    /// <summary>What a persistent id stands for: ('storage', type, key, device, number of elements).</summary>
    public static object Persistent(object id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long count] } || count < 0)
            throw new InvalidDataException("a persistent id does not describe a storage as torch.save does.");
        return storages.TryGetValue(type.Name.Replace("torch.cuda.", "torch."), out var element) ? new PyTorchStorage(key, element, count) : new PickleOpaque($"a {type.Name}");
    }

    /// <summary>The value of a call that a pickle asks for.</summary>
    public static object Call(object function, object arguments) => (function, arguments) switch
    {
        (PickleGlobal { Name: "collections.OrderedDict" }, PickleTuple { Items: [] }) => new PickleDictionary(),
        (PickleGlobal { Name: "torch._utils._rebuild_tensor_v2" or "torch._utils._rebuild_tensor" }, PickleTuple tuple) => Tensor(tuple),
        (PickleGlobal { Name: "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" }, PickleTuple { Items: [PyTorchTensor tensor, ..] }) => tensor,
        (PickleGlobal other, _) => new PickleOpaque(other.Name),
        _ => function is PickleOpaque ? function : throw new InvalidDataException("something is called that is no function."),
    };

    private static object Tensor(PickleTuple arguments) => arguments.Items switch
    {
        [PyTorchStorage storage, long offset, PickleTuple shape, PickleTuple strides, ..] => PyTorchTensor.Of(storage, offset, shape, strides),
        [PickleOpaque storage, ..] => new PickleOpaque($"a tensor on {storage.What}"),
        _ => throw new InvalidDataException("a tensor is not described by storage, offset, shape and strides."),
    };
}
