using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Tests.Repository;

namespace Rrm.TeacherServer.Tests.OpenInference;

public sealed class InferTests : IAsyncLifetime
{
    private RunningServer server = null!;
    private GRPCInferenceService.GRPCInferenceServiceClient client = null!;

    private ServedTeacher Teacher => server.Repository.Find("dnn")!;

    public async ValueTask InitializeAsync()
    {
        server = await RunningServer.StartAsync(options => options with { MaxBatch = 32, MaxRequestImages = 100 });
        client = server.Inference();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Images_of_every_datatype_raw_and_typed_get_the_models_outputs()
    {
        var bytes = InferRequests.Bytes(5);
        var values = bytes.RawInputContents[0].ToByteArray();
        var floats = values.Select(value => value / 255f).ToArray();
        var typedBytes = new ModelInferRequest { ModelName = "dnn", Inputs = { InferRequests.Input("UINT8", 5) } };
        typedBytes.Inputs[0].Contents = new() { UintContents = { values.Select(value => (uint)value) } };
        var typedFloats = new ModelInferRequest { ModelName = "dnn", Inputs = { InferRequests.Input("FP32", 5) } };
        typedFloats.Inputs[0].Contents = new() { Fp32Contents = { floats } };

        var expected = Teacher.Model.Expected(bytes.Same());
        foreach (var request in new[] { bytes, typedBytes, InferRequests.Raw("FP32", 5, InferRequests.BytesOf(floats)), typedFloats })
        {
            var response = await Infer(request);
            Assert.Equal(expected.Representation, response.Floats("representation"));
            Assert.Equal(expected.Logits, response.Floats("logits"));
        }

        var halves = floats.Select(value => (Half)value).ToArray();
        var fromHalves = await Infer(InferRequests.Raw("FP16", 5, InferRequests.BytesOf(halves)));
        Assert.Equal(Teacher.Model.Expected(Requests.Floats([.. halves.Select(value => (float)value)])).Logits, fromHalves.Floats("logits"));
    }

    [Fact]
    public async Task Outputs_come_in_the_order_and_datatype_in_which_they_are_asked_for()
    {
        var all = await Infer(InferRequests.Bytes(3));
        Assert.Equal([("representation", "FP32"), ("logits", "FP32")], all.Outputs.Select(output => (output.Name, output.Datatype)));
        Assert.Equal([3, Teacher.Description.RepresentationWidth], all.Outputs[0].Shape);
        Assert.Equal([3, Teacher.Description.Classes], all.Outputs[1].Shape);

        var turned = await Infer(InferRequests.Bytes(3, 0, "logits", "representation"));
        Assert.Equal(["logits", "representation"], turned.Outputs.Select(output => output.Name));
        Assert.Equal(all.Floats("logits"), Requests.FloatsOf(turned.RawOutputContents[0]));
        Assert.Equal(all.Floats("representation"), Requests.FloatsOf(turned.RawOutputContents[1]));

        var one = InferRequests.Bytes(3, 0, "logits");
        one.Outputs[0].Parameters["teacher.dtype"] = InferRequests.Text("FP16");
        var half = Assert.Single((await Infer(one)).Outputs);
        Assert.Equal(("logits", "FP16"), (half.Name, half.Datatype));

        var both = InferRequests.Bytes(3);
        both.Parameters["teacher.dtype"] = InferRequests.Text("FP16");
        var halves = await Infer(both);
        Assert.All(halves.Outputs, output => Assert.Equal("FP16", output.Datatype));
        Assert.Equal(all.Floats("representation").Select(value => (Half)value), Requests.HalvesOf(halves.Raw("representation")));
    }

    [Fact]
    public async Task An_answer_says_who_gave_it_and_repeats_the_id()
    {
        var request = InferRequests.Bytes(1);
        (request.Id, request.ModelVersion) = ("seventeen", "0");
        request.Parameters["teacher.sha256"] = InferRequests.Text(Teacher.Sha256.ToUpperInvariant());
        request.Parameters["binary_data_output"] = new() { BoolParam = true };
        var response = await Infer(request);
        Assert.Equal(("dnn", "0", "seventeen"), (response.ModelName, response.ModelVersion, response.Id));
        Assert.Equal(Teacher.Sha256, response.Parameters["teacher.sha256"].StringParam);
        Assert.Equal(Teacher.Description.Device, response.Parameters["teacher.device"].StringParam);

        request.Parameters["teacher.sha256"] = InferRequests.Text(new string('0', 64));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Infer(request));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
    }

    [Fact]
    public async Task A_pin_finds_the_version_that_has_it_and_the_answer_names_that_version()
    {
        using var networks = new TwoNetworks();
        TwoNetworks.Put(networks.Second, server.Teachers["dnn/1"]);
        server.Update.Now();
        foreach (var (sha256, version) in new[] { (networks.First.Manifest.Sha256, "0"), (networks.Second.Manifest.Sha256, "1") })
        {
            var request = InferRequests.Bytes(1);
            request.Parameters["teacher.sha256"] = InferRequests.Text(sha256);
            var response = await Infer(request);
            Assert.Equal((version, sha256), (response.ModelVersion, response.Parameters["teacher.sha256"].StringParam));
        }
        Assert.Equal("1", (await Infer(InferRequests.Bytes(1))).ModelVersion);
    }

    [Fact]
    public async Task Both_protocols_share_one_queue()
    {
        var requests = Enumerable.Range(0, 40).Select(index => InferRequests.Bytes(1 + index % 17, (uint)index)).ToList();
        var answers = requests.Select(Infer).ToList();
        var others = requests.Select(request => server.Client.RepresentAsync(request.Same()).ResponseAsync.InTime()).ToList();
        foreach (var (request, answer, other) in requests.Zip(await Task.WhenAll(answers), await Task.WhenAll(others)))
        {
            Teacher.AssertAnswers(request.Same(), other);
            Assert.Equal(other.Representation, answer.Raw("representation"));
        }
    }

    private Task<ModelInferResponse> Infer(ModelInferRequest request) => client.ModelInferAsync(request).ResponseAsync.InTime();
}
