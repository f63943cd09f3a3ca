using Grpc.Core;
using Microsoft.ML.OnnxRuntime;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Repository;

namespace Rrm.TeacherServer.Tests.Protocol;

public sealed class RepresentTests : IAsyncLifetime
{
    private RunningServer server = null!;

    private ServedTeacher Teacher => server.Repository.Find("dnn")!;

    public async ValueTask InitializeAsync() =>
        server = await RunningServer.StartAsync(options => options with { MaxBatch = 32, MaxRequestImages = 100 });

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Teachers_are_listed_and_described_with_the_device_in_use()
    {
        var listed = Assert.Single((await server.Client.ListTeachersAsync(new()).ResponseAsync.InTime()).Teachers);
        var teacher = await server.Client.GetTeacherAsync(new() { Name = "dnn" }).ResponseAsync.InTime();
        Assert.Equal(listed, teacher);
        Assert.Equal(("dnn", Teacher.Model.Sha256, 10, 32, 100), (teacher.Name, teacher.Sha256, teacher.Classes, teacher.MaxBatchSize, teacher.MaxRequestImages));
        Assert.Equal(Teacher.Model.DeviceInUse.Kind.ToString(), teacher.Device, ignoreCase: true);
        Assert.Equal(Teacher.Model.DeviceReason ?? "", teacher.DeviceReason);
        Assert.Equal(new ImageShape { Channels = 3, Height = 32, Width = 32 }, teacher.Input);
    }

    [Fact]
    public async Task Served_outputs_equal_the_models_and_a_plain_session_in_every_format()
    {
        var bytes = Requests.Bytes(5);
        (bytes.Representation, bytes.Logits) = (true, true);
        var floats = Requests.Floats([.. bytes.Images.Pixels.Select(value => value / 255f)]);
        (floats.Logits, floats.Format) = (true, FloatFormat.Float32);
        var halves = bytes.Clone();
        halves.Format = FloatFormat.Float16;

        var expected = Teacher.Model.Expected(bytes);
        var answer = await Represent(bytes);
        Assert.Equal(expected.Representation, Requests.FloatsOf(answer.Representation));
        Assert.Equal(expected.Logits, Requests.FloatsOf(answer.Logits));
        AssertClose(PlainSession([.. bytes.Images.Pixels.Select(value => value / 255f)], 5), Requests.FloatsOf(answer.Representation));

        var fromFloats = await Represent(floats);
        Assert.True(fromFloats.Representation.IsEmpty);
        Assert.Equal(expected.Logits, Requests.FloatsOf(fromFloats.Logits));

        var fromHalves = await Represent(halves);
        Assert.Equal(expected.Representation.Select(value => (Half)value), Requests.HalvesOf(fromHalves.Representation));
        Assert.Equal(FloatFormat.Float16, fromHalves.Format);
    }

    [Fact]
    public async Task Pixels_outside_of_the_unit_interval_are_clamped()
    {
        var pixels = Goldens.Images(2, Requests.Shape).Select(value => value / 128f - 0.5f).ToArray();
        var outside = await Represent(Requests.Floats(pixels));
        var clamped = await Represent(Requests.Floats([.. pixels.Select(value => Math.Clamp(value, 0, 1))]));
        Assert.Equal(clamped.Representation, outside.Representation);
    }

    [Fact]
    public async Task Many_callers_with_batches_of_all_sizes_get_their_own_rows()
    {
        var random = new Random(5);
        var requests = Enumerable.Range(0, 60).Select(index => Requests.Bytes(random.Next(1, 100), (uint)index)).ToList();
        var replies = await Task.WhenAll(requests.Select(Represent)).InTime();
        for (var index = 0; index < requests.Count; index++)
            Teacher.AssertAnswers(requests[index], replies[index]);
    }

    [Fact]
    public async Task A_pin_is_honoured()
    {
        var request = Requests.Bytes(1);
        request.Sha256 = Teacher.Sha256.ToUpperInvariant();
        Teacher.AssertAnswers(request, await Represent(request));
        request.Sha256 = new string('0', 64);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => Represent(request));
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.Contains(Teacher.Sha256, refusal.Status.Detail);
    }

    [Fact]
    public async Task A_call_whose_deadline_passes_ends_with_that_and_disturbs_nobody()
    {
        var good = Requests.Bytes(100, 1);
        var late = server.Client.RepresentAsync(Requests.Bytes(100, 2), deadline: DateTime.UtcNow.AddMilliseconds(1)).ResponseAsync;
        using var cancellation = new CancellationTokenSource();
        var cancelled = server.Client.RepresentAsync(Requests.Bytes(100, 3), cancellationToken: cancellation.Token).ResponseAsync;
        var answer = Represent(good);
        await cancellation.CancelAsync();

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => late.InTime())).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => cancelled.InTime())).StatusCode);
        Teacher.AssertAnswers(good, await answer);
    }

    private Task<RepresentResponse> Represent(RepresentRequest request) => server.Client.RepresentAsync(request).ResponseAsync.InTime();

    private float[] PlainSession(float[] pixels, int count)
    {
        using var session = new InferenceSession(Teacher.Model.Folder.ModelPath);
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [count, 3, 32, 32]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["images"], [input], ["representation"]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        var largest = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * largest));
    }
}
