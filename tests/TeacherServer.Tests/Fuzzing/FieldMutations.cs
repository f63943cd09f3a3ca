using Google.Protobuf;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using static Rrm.Protocol.Inference.ModelInferRequest.Types;

namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Messages that are well-formed and mean something hostile.</summary>
internal static class FieldMutations
{
    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 255, 256, 65, 1 << 20, int.MaxValue, int.MinValue, 1L << 32, (1L << 32) + 1, (1L << 62) + 1, long.MaxValue, long.MinValue, 6148914691236517206,
    ];

    private static readonly string[] Texts =
    [
        "", "dnn", "images", "logits", "representation", "IMAGES", "../dnn", "dnn\0", "UINT8", "FP32", "FP16", "BF16", "BYTES", "é\u2028😀", "%s%n", new('a', 100_000),
    ];

    public static void Spoil(IMessage message, Random random)
    {
        switch (message)
        {
            case RepresentRequest request:
                Spoil(request, random);
                break;
            case RepresentStreamRequest request:
                Spoil(request.Request, random);
                break;
            case ModelInferRequest request:
                Spoil(request, random);
                break;
            default:
                foreach (var field in message.Descriptor.Fields.InDeclarationOrder().Where(field => field.FieldType == Google.Protobuf.Reflection.FieldType.String))
                    field.Accessor.SetValue(message, Text(random));
                break;
        }
    }

    private static void Spoil(RepresentRequest request, Random random)
    {
        switch (random.Next(8))
        {
            case 0: request.Teacher = Text(random); break;
            case 1: request.Sha256 = Text(random); break;
            case 2: request.Images.Count = (int)Number(random); break;
            case 3: request.Images.Shape.Width = (int)Number(random); break;
            case 4: request.Images.Shape = new() { Channels = (int)Number(random), Height = (int)Number(random), Width = (int)Number(random) }; break;
            case 5: request.Images.Format = (PixelFormat)Number(random); break;
            case 6: request.Format = (FloatFormat)Number(random); break;
            case 7: request.Images.Pixels = Bytes(random); break;
        }
    }

    private static void Spoil(ModelInferRequest request, Random random)
    {
        var input = request.Inputs[0];
        switch (random.Next(15))
        {
            case 0: request.ModelName = Text(random); break;
            case 1: request.ModelVersion = Text(random); break;
            case 2: input.Name = Text(random); break;
            case 3: input.Datatype = Text(random); break;
            case 4: input.Shape[random.Next(input.Shape.Count)] = Number(random); break;
            case 5: input.Shape.Add(Enumerable.Range(0, random.Next(1, 2000)).Select(_ => Number(random))); break;
            case 6: input.Shape.Clear(); break;
            case 7: request.Inputs.Add(Enumerable.Repeat(input, random.Next(1, 4))); break;
            case 8: request.Inputs.Add(Enumerable.Range(0, random.Next(1, 300_000)).Select(_ => new InferInputTensor())); break;
            case 9: request.Outputs.Add(Enumerable.Range(0, random.Next(1, 50)).Select(_ => new InferRequestedOutputTensor { Name = Text(random) })); break;
            case 10: request.RawInputContents.Add(Enumerable.Range(0, random.Next(1, 5)).Select(_ => Bytes(random))); break;
            case 11: request.RawInputContents.Clear(); break;
            case 12: input.Contents = new() { BytesContents = { Bytes(random) }, BoolContents = { true }, Fp64Contents = { double.NaN }, UintContents = { (uint)Number(random) } }; break;
            case 13: input.Parameters["shared_memory_region"] = Parameter(random); break;
            case 14: request.Parameters[random.Next(2) == 0 ? "teacher.sha256" : "teacher.dtype"] = Parameter(random); break;
        }
    }

    private static InferParameter Parameter(Random random) => random.Next(4) switch
    {
        0 => new(),
        1 => new() { Int64Param = Number(random) },
        2 => new() { DoubleParam = double.PositiveInfinity },
        _ => new() { StringParam = Text(random) },
    };

    private static ByteString Bytes(Random random)
    {
        var bytes = new byte[random.Next(20_000)];
        random.NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static long Number(Random random) => Numbers[random.Next(Numbers.Length)];

    private static string Text(Random random) => Texts[random.Next(Texts.Length)];
}
