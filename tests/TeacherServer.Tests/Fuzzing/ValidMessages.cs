using Google.Protobuf;
using Grpc.Health.V1;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Tests.OpenInference;

namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Requests that the server answers with OK.</summary>
internal static class ValidMessages
{
    private const string Teachers = "/rrm.v1.TeacherService/", Inference = "/inference.GRPCInferenceService/";

    // The methods that read pixels have most to get wrong, and stand first.
    private static readonly Func<Random, (string Method, IMessage Message)>[] All =
    [
        random => ($"{Teachers}Represent", Represent(random)),
        random => ($"{Inference}ModelInfer", Infer(random)),
        random => ($"{Teachers}RepresentStream", new RepresentStreamRequest { RequestId = (ulong)random.NextInt64(), Request = Represent(random) }),
        random => ($"{Inference}ModelStreamInfer", Infer(random)),
        _ => ($"{Teachers}GetTeacher", new GetTeacherRequest { Name = "dnn" }),
        _ => ($"{Teachers}ListTeachers", new ListTeachersRequest()),
        _ => ($"{Inference}ModelMetadata", new ModelMetadataRequest { Name = "dnn", Version = "1" }),
        _ => ($"{Inference}ModelReady", new ModelReadyRequest { Name = "dnn" }),
        _ => ($"{Inference}ModelConfig", new ModelConfigRequest { Name = "dnn" }),
        _ => ($"{Inference}ModelStatistics", new ModelStatisticsRequest { Name = "dnn" }),
        _ => ($"{Inference}RepositoryIndex", new RepositoryIndexRequest { Ready = true }),
        _ => ($"{Inference}ServerMetadata", new ServerMetadataRequest()),
        _ => ("/grpc.health.v1.Health/Check", new HealthCheckRequest { Service = "teacher/dnn" }),
    ];

    private const int ThatReadPixels = 4;

    public static (string Method, IMessage Message) Pick(Random random) => All[random.Next(5) > 0 ? random.Next(ThatReadPixels) : random.Next(All.Length)](random);

    private static RepresentRequest Represent(Random random)
    {
        var count = random.Next(1, 4);
        var request = random.Next(2) == 0
            ? Requests.Bytes(count, (uint)random.Next())
            : Requests.Floats([.. Enumerable.Range(0, count * Requests.Shape.Elements).Select(_ => random.NextSingle())]);
        (request.Representation, request.Logits, request.Format) = (random.Next(2) == 0, random.Next(2) == 0, (FloatFormat)random.Next(3));
        return request;
    }

    private static ModelInferRequest Infer(Random random)
    {
        var count = random.Next(1, 4);
        var values = count * Requests.Shape.Elements;
        string[] outputs = [.. new[] { "representation", "logits" }.Where(_ => random.Next(2) == 0)];
        var request = random.Next(4) switch
        {
            0 => InferRequests.Bytes(count, (uint)random.Next(), outputs),
            1 => InferRequests.Raw("FP32", count, InferRequests.BytesOf(Enumerable.Range(0, values).Select(_ => random.NextSingle())), outputs),
            2 => InferRequests.Raw("FP16", count, InferRequests.BytesOf(Enumerable.Range(0, values).Select(_ => (Half)random.NextSingle())), outputs),
            _ => Typed(count, random),
        };
        if (random.Next(2) == 0)
            request.Parameters["teacher.dtype"] = InferRequests.Text("FP16");
        request.Id = $"{random.Next()}";
        return request;
    }

    private static ModelInferRequest Typed(int count, Random random)
    {
        var request = new ModelInferRequest { ModelName = "dnn", Inputs = { InferRequests.Input("UINT8", count) } };
        request.Inputs[0].Contents = new() { UintContents = { Enumerable.Range(0, count * Requests.Shape.Elements).Select(_ => (uint)random.Next(256)) } };
        return request;
    }
}
