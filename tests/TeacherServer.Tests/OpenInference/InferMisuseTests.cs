using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.Inference;
using static Rrm.Protocol.Inference.ModelInferRequest.Types;

namespace Rrm.TeacherServer.Tests.OpenInference;

public sealed class InferMisuseTests
{
    private static readonly (string Name, StatusCode Code, string Says, Action<ModelInferRequest> Spoil)[] Mistakes =
    [
        ("unknown model", StatusCode.NotFound, "There is no teacher \"nobody\\n\". This server has 'dnn'.", request => request.ModelName = "nobody\n"),
        ("no model", StatusCode.NotFound, "This server has 'dnn'", request => request.ModelName = ""),
        ("another version", StatusCode.NotFound, "Teacher 'dnn' has no version \"2\" here. Loaded are 0.", request => request.ModelVersion = "2"),
        ("no version", StatusCode.InvalidArgument, "The version is \"-1\"; expected a number", request => request.ModelVersion = "-1"),
        ("no input", StatusCode.InvalidArgument, "The inputs are none; teacher 'dnn' takes one, 'images'", request => request.Inputs.Clear()),
        ("duplicate input", StatusCode.InvalidArgument, "The inputs are \"images\", \"images\"", request => request.Inputs.Add(request.Inputs[0].Clone())),
        ("many inputs", StatusCode.InvalidArgument, "\"b\", \"b\", \"b\", ...;", request => request.Inputs.Add(Enumerable.Repeat(new InferInputTensor { Name = "b" }, 999))),
        ("unknown input", StatusCode.InvalidArgument, "The inputs are \"pixels\"", request => request.Inputs[0].Name = "pixels"),
        ("strings", StatusCode.InvalidArgument, "is \"BYTES\"; expected UINT8, FP32 or FP16", request => request.Inputs[0].Datatype = "BYTES"),
        ("no datatype", StatusCode.InvalidArgument, "is \"\"; expected UINT8", request => request.Inputs[0].Datatype = ""),
        ("no shape", StatusCode.InvalidArgument, "is []; teacher 'dnn' takes [N,3,32,32] with N from 1 to 64", request => request.Inputs[0].Shape.Clear()),
        ("no images", StatusCode.InvalidArgument, "is [0,3,32,32]", request => request.Inputs[0].Shape[0] = 0),
        ("negative images", StatusCode.InvalidArgument, "is [-9223372036854775808,3,32,32]", request => request.Inputs[0].Shape[0] = long.MinValue),
        ("a shape whose product overflows", StatusCode.InvalidArgument, "is [9223372036854775807,3,32,32]", request => request.Inputs[0].Shape[0] = long.MaxValue),
        ("a shape whose product is large", StatusCode.InvalidArgument, "UINT8 [2147483647,3,32,32] has 6597069763584", request => request.Inputs[0].Shape[0] = int.MaxValue),
        ("other pictures", StatusCode.InvalidArgument, "is [3,3,32,33]", request => request.Inputs[0].Shape[3] = 33),
        ("a long shape", StatusCode.InvalidArgument, "is [3,3,32,32,1,1,1,1,...]", request => request.Inputs[0].Shape.Add(Enumerable.Repeat(1L, 1000))),
        ("too many images", StatusCode.InvalidArgument, "takes up to 64 images", request => (request.Inputs[0].Shape[0], request.RawInputContents[0]) = (65, ByteString.CopyFrom(new byte[65 * 3072]))),
        ("a byte short", StatusCode.InvalidArgument, "has 9215 bytes; UINT8 [3,3,32,32] has 9216", request => request.RawInputContents[0] = ByteString.CopyFrom(new byte[9215])),
        ("bytes that claim to be floats", StatusCode.InvalidArgument, "FP32 [3,3,32,32] has 36864", request => request.Inputs[0].Datatype = "FP32"),
        ("two raw contents", StatusCode.InvalidArgument, "raw_input_contents has 2 entries", request => request.RawInputContents.Add(ByteString.Empty)),
        ("raw and typed", StatusCode.InvalidArgument, "has contents beside raw_input_contents", request => request.Inputs[0].Contents = new()),
        ("neither raw nor typed", StatusCode.InvalidArgument, "uint_contents has 0 values; UINT8 [3,3,32,32] has 9216", request => request.RawInputContents.Clear()),
        ("typed in another field", StatusCode.InvalidArgument, "uint_contents has 0 values", request => Typed(request).IntContents.Add(Enumerable.Repeat(1, 9216))),
        ("typed beyond a byte", StatusCode.InvalidArgument, "Value 9215 of uint_contents is 256", request => Typed(request).UintContents.Add([.. Enumerable.Repeat(1u, 9215), 256u])),
        ("typed halves", StatusCode.InvalidArgument, "FP16 travels as raw_input_contents only", request => { request.Inputs[0].Datatype = "FP16"; request.RawInputContents.Clear(); }),
        ("NaN", StatusCode.InvalidArgument, "expected finite pixels", request => { request.Inputs[0].Datatype = "FP16"; request.RawInputContents[0] = ByteString.CopyFrom(InferRequests.BytesOf(Enumerable.Repeat(Half.NaN, 9216))); }),
        ("unknown output", StatusCode.InvalidArgument, "The outputs are \"gradients\"; expected 'representation', 'logits'", request => Output(request).Name = "gradients"),
        ("duplicate output", StatusCode.InvalidArgument, "each once", request => { Output(request); Output(request); }),
        ("shared memory in", StatusCode.InvalidArgument, "The input \"images\" asks for shared memory", request => request.Inputs[0].Parameters["shared_memory_region"] = InferRequests.Text("r")),
        ("shared memory out", StatusCode.InvalidArgument, "The output \"logits\" asks for shared memory", request => Output(request).Parameters["shared_memory_byte_size"] = new() { Int64Param = 4 }),
        ("classification", StatusCode.InvalidArgument, "asks for classification", request => Output(request).Parameters["classification"] = new() { Int64Param = 3 }),
        ("unknown output datatype", StatusCode.InvalidArgument, "teacher.dtype is \"BF16\"; expected FP32 or FP16", request => request.Parameters["teacher.dtype"] = InferRequests.Text("BF16")),
        ("a datatype that is no text", StatusCode.InvalidArgument, "teacher.dtype is \"\"", request => request.Parameters["teacher.dtype"] = new() { Int64Param = 16 }),
        ("two output datatypes", StatusCode.InvalidArgument, "expected one datatype in one request", request => { Output(request).Parameters["teacher.dtype"] = InferRequests.Text("FP16"); Output(request).Name = "representation"; }),
        ("a pin that is no text", StatusCode.InvalidArgument, "teacher.sha256 is empty or no text", request => request.Parameters["teacher.sha256"] = new() { BoolParam = true }),
        ("wrong pin", StatusCode.FailedPrecondition, "the request pins \"feed\"", request => request.Parameters["teacher.sha256"] = InferRequests.Text("feed")),
    ];

    [Fact]
    public async Task Every_mistake_gets_its_status_and_a_sentence()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, MaxRequestImages = 64 });
        var client = server.Inference();
        foreach (var mistake in Mistakes)
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => client.ModelInferAsync(Spoilt(mistake.Spoil)).ResponseAsync.InTime());
            Assert.Equal((mistake.Name, mistake.Code), (mistake.Name, refusal.StatusCode));
            Assert.Contains(mistake.Says, refusal.Status.Detail);
        }
        var good = InferRequests.Bytes(2);
        var answer = await client.ModelInferAsync(good).ResponseAsync.InTime();
        Assert.Equal(server.Repository.Find("dnn")!.Model.Expected(good.Same()).Logits, answer.Floats("logits"));
    }

    [Fact]
    public async Task Mistakes_in_a_stream_are_answered_in_their_place_and_the_stream_goes_on()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, MaxRequestImages = 64 });
        using var call = server.Inference().ModelStreamInfer();
        var requests = Mistakes.SelectMany((mistake, index) => new[] { InferRequests.Bytes(1 + index, (uint)index), Spoilt(mistake.Spoil) }).ToList();
        for (var index = 0; index < requests.Count; index++)
            requests[index].Id = $"{index}";
        var sending = Task.Run(async () =>
        {
            foreach (var request in requests)
                await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        });

        var model = server.Repository.Find("dnn")!.Model;
        for (var index = 0; index < requests.Count; index++)
        {
            Assert.True(await call.ResponseStream.MoveNext(default).InTime());
            var answer = call.ResponseStream.Current;
            Assert.Equal($"{index}", answer.InferResponse.Id);
            if (index % 2 == 1)
                Assert.Contains(Mistakes[index / 2].Says, answer.ErrorMessage);
            else
                Assert.Equal(model.Expected(requests[index].Same()).Logits, answer.InferResponse.Floats("logits"));
        }
        Assert.False(await call.ResponseStream.MoveNext(default).InTime());
        await sending.InTime();
    }

    private static ModelInferRequest Spoilt(Action<ModelInferRequest> spoil)
    {
        var request = InferRequests.Bytes(3);
        spoil(request);
        return request;
    }

    private static InferTensorContents Typed(ModelInferRequest request)
    {
        request.RawInputContents.Clear();
        return request.Inputs[0].Contents = new InferTensorContents();
    }

    private static InferRequestedOutputTensor Output(ModelInferRequest request)
    {
        var output = new InferRequestedOutputTensor { Name = "logits" };
        request.Outputs.Add(output);
        return output;
    }
}
