using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using static Rrm.Protocol.Inference.ModelInferRequest.Types;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>
/// A request's one input tensor as a batch of images. The shape is compared and the bytes are counted before anything is made of them, so
/// nothing is ever allocated that did not arrive.
/// </summary>
internal static class InferInput
{
    /// <summary>The first thing that is wrong with the input, or null and the images.</summary>
    public static Refusal? Read(ModelInferRequest request, Teacher teacher, out ImageBatch images)
    {
        images = new ImageBatch();
        if (request.Inputs.Count != 1 || request.Inputs[0].Name != TensorNames.Images)
            return Misuse.Of($"The inputs are {Listed.Of(request.Inputs.Select(input => input.Name))}; teacher '{teacher.Name}' takes one, '{TensorNames.Images}'.");
        var input = request.Inputs[0];
        if (SharedMemory.Find(input.Parameters, "input", input.Name) is { } shared)
            return shared;
        if (SizeOf(input.Datatype) is not { } size)
            return Misuse.Of($"The datatype of '{TensorNames.Images}' is {Quoted.Of(input.Datatype)}; expected UINT8, FP32 or FP16.");
        if (!Fits(input.Shape, teacher.Input))
            return Misuse.Of($"The shape of '{TensorNames.Images}' is {Show(input.Shape)}; teacher '{teacher.Name}' takes [N,{teacher.Input.Channels},{teacher.Input.Height},{teacher.Input.Width}] with N from 1 to {teacher.MaxRequestImages}.");
        images.Count = (int)input.Shape[0];
        images.Shape = teacher.Input;
        images.Format = input.Datatype == TensorNames.Uint8 ? PixelFormat.Uint8 : PixelFormat.Float32;

        var values = images.Count * (long)teacher.Input.Channels * teacher.Input.Height * teacher.Input.Width;
        return request.RawInputContents.Count > 0 ? ReadRaw(request, values, size, images) : ReadTyped(input, values, images);
    }

    private static Refusal? ReadRaw(ModelInferRequest request, long values, int size, ImageBatch images)
    {
        var input = request.Inputs[0];
        if (request.RawInputContents.Count != 1)
            return Misuse.Of($"raw_input_contents has {request.RawInputContents.Count} entries; expected one for the one input.");
        if (input.Contents is not null)
            return Misuse.Of($"The input '{TensorNames.Images}' has contents beside raw_input_contents; expected one of them.");
        var raw = request.RawInputContents[0];
        if (raw.Length != values * size)
            return Misuse.Of($"raw_input_contents has {raw.Length} bytes; {input.Datatype} {Show(input.Shape)} has {values * size}.");
        images.Pixels = input.Datatype == TensorNames.Fp16 ? Widened(raw.Span) : raw;
        return null;
    }

    private static Refusal? ReadTyped(InferInputTensor input, long values, ImageBatch images)
    {
        if (input.Datatype == TensorNames.Fp16)
            return Misuse.Of("FP16 travels as raw_input_contents only; the request has none.");
        var (field, count) = images.Format == PixelFormat.Uint8
            ? ("uint_contents", input.Contents?.UintContents.Count ?? 0)
            : ("fp32_contents", input.Contents?.Fp32Contents.Count ?? 0);
        if (count != values)
            return Misuse.Of($"There are no raw_input_contents, and {field} has {count} values; {input.Datatype} {Show(input.Shape)} has {values}.");
        if (images.Format == PixelFormat.Float32)
        {
            images.Pixels = Wrapped(MemoryMarshal.AsBytes(input.Contents!.Fp32Contents.ToArray().AsSpan()).ToArray());
            return null;
        }
        var bytes = new byte[count];
        for (var index = 0; index < count; index++)
        {
            var value = input.Contents!.UintContents[index];
            if (value > byte.MaxValue)
                return Misuse.Of($"Value {index} of uint_contents is {value}; UINT8 goes to {byte.MaxValue}.");
            bytes[index] = (byte)value;
        }
        images.Pixels = Wrapped(bytes);
        return null;
    }

    private static ByteString Widened(ReadOnlySpan<byte> halves)
    {
        var floats = new byte[2 * halves.Length];
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(halves), MemoryMarshal.Cast<byte, float>(floats.AsSpan()));
        return Wrapped(floats);
    }

    private static ByteString Wrapped(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);

    private static int? SizeOf(string datatype) => datatype switch
    {
        TensorNames.Uint8 => 1,
        TensorNames.Fp16 => 2,
        TensorNames.Fp32 => 4,
        _ => null,
    };

    private static bool Fits(IReadOnlyList<long> shape, ImageShape input) =>
        shape is [> 0 and <= int.MaxValue, var channels, var height, var width] && (channels, height, width) == (input.Channels, input.Height, input.Width);

    // A hostile shape can be long.
    private static string Show(IReadOnlyList<long> shape) => $"[{string.Join(",", shape.Take(8))}{(shape.Count > 8 ? ",..." : "")}]";
}
