using System.Runtime.InteropServices;
using Google.Protobuf;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using static Rrm.Protocol.Inference.ModelInferRequest.Types;

namespace Rrm.TeacherServer.Tests.OpenInference;

/// <summary>The requests of <see cref="Requests"/> as a client of the Open Inference Protocol makes them.</summary>
internal static class InferRequests
{
    public static GRPCInferenceService.GRPCInferenceServiceClient Inference(this RunningServer server) => new(server.Connect());

    /// <summary>Golden images as raw bytes; every salt gives others.</summary>
    public static ModelInferRequest Bytes(int count, uint salt = 0, params ReadOnlySpan<string> outputs) =>
        Raw("UINT8", count, Goldens.Images(count, Requests.Shape, salt), outputs);

    public static ModelInferRequest Raw(string datatype, int count, ReadOnlySpan<byte> bytes, params ReadOnlySpan<string> outputs)
    {
        var request = new ModelInferRequest { ModelName = "dnn", Inputs = { Input(datatype, count) }, RawInputContents = { ByteString.CopyFrom(bytes) } };
        foreach (var output in outputs)
            request.Outputs.Add(new InferRequestedOutputTensor { Name = output });
        return request;
    }

    public static InferInputTensor Input(string datatype, int count) => new() { Name = "images", Datatype = datatype, Shape = { count, 3, 32, 32 } };

    public static InferParameter Text(string value) => new() { StringParam = value };

    /// <summary>The same images as rrm.v1 has them.</summary>
    public static RepresentRequest Same(this ModelInferRequest request)
    {
        var same = Requests.Bytes((int)request.Inputs[0].Shape[0]);
        same.Images.Pixels = request.RawInputContents[0];
        return same;
    }

    public static float[] Floats(this ModelInferResponse response, string output) => Requests.FloatsOf(response.Raw(output));

    public static ByteString Raw(this ModelInferResponse response, string output) =>
        response.RawOutputContents[response.Outputs.Select(tensor => tensor.Name).ToList().IndexOf(output)];

    public static byte[] BytesOf<T>(IEnumerable<T> values) where T : unmanaged => MemoryMarshal.AsBytes(values.ToArray().AsSpan()).ToArray();
}
