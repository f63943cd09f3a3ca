using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Tests.Protocol;

public sealed class BadRequestTests
{
    private static readonly (string Name, StatusCode Code, string Says, Action<RepresentRequest> Spoil)[] Mistakes =
    [
        ("unknown teacher", StatusCode.NotFound, "There is no teacher \"nobody\\n\". This server has 'dnn'.", request => request.Teacher = "nobody\n"),
        ("no teacher", StatusCode.NotFound, "This server has 'dnn'", request => request.Teacher = ""),
        ("no images", StatusCode.InvalidArgument, "has no images", request => request.Images = null),
        ("zero images", StatusCode.InvalidArgument, "images.count is 0; expected 1 or more", request => request.Images.Count = 0),
        ("negative count", StatusCode.InvalidArgument, "images.count is -2147483648", request => request.Images.Count = int.MinValue),
        ("too many images", StatusCode.InvalidArgument, "images.count is 65; this server takes up to 64", request => request.Images = Requests.Bytes(65).Images),
        ("count that overflows", StatusCode.InvalidArgument, "takes up to 64", request => request.Images.Count = int.MaxValue),
        ("no shape", StatusCode.InvalidArgument, "images.shape is missing; teacher 'dnn' takes 3x32x32", request => request.Images.Shape = null),
        ("wrong shape", StatusCode.InvalidArgument, "images.shape is 3x32x33; teacher 'dnn' takes 3x32x32", request => request.Images.Shape.Width = 33),
        ("shape with the right product", StatusCode.InvalidArgument, "images.shape is 32x32x3", request => request.Images.Shape = new() { Channels = 32, Height = 32, Width = 3 }),
        ("no format", StatusCode.InvalidArgument, "images.format is 0; expected PIXEL_FORMAT_UINT8", request => request.Images.Format = PixelFormat.Unspecified),
        ("unknown format", StatusCode.InvalidArgument, "images.format is 9", request => request.Images.Format = (PixelFormat)9),
        ("unknown output format", StatusCode.InvalidArgument, "format is 7; expected FLOAT_FORMAT", request => request.Format = (FloatFormat)7),
        ("a byte short", StatusCode.InvalidArgument, "images.pixels has 9215 bytes; 3 images of 3x32x32 uint8 have 9216", request => request.Images.Pixels = ByteString.CopyFrom(new byte[9215])),
        ("no pixels", StatusCode.InvalidArgument, "images.pixels has 0 bytes", request => request.Images.Pixels = ByteString.Empty),
        ("bytes that claim to be floats", StatusCode.InvalidArgument, "float32 have 36864", request => request.Images.Format = PixelFormat.Float32),
        ("NaN", StatusCode.InvalidArgument, "Value 5 of image 1 is NaN; expected finite pixels", request => request.Images = WithValue(float.NaN)),
        ("infinity", StatusCode.InvalidArgument, "Value 5 of image 1 is -Infinity", request => request.Images = WithValue(float.NegativeInfinity)),
        ("wrong pin", StatusCode.FailedPrecondition, "the request pins \"feed\"", request => request.Sha256 = "feed"),
    ];

    [Fact]
    public async Task Every_mistake_gets_its_status_and_a_sentence_and_no_neighbour_notices()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, MaxRequestImages = 64 });
        var teacher = server.Repository.Find("dnn")!;
        var good = Enumerable.Range(0, Mistakes.Length).Select(index => Requests.Bytes(1 + index, (uint)index)).ToList();
        var answers = new List<Task<RepresentResponse>>();
        var refusals = new List<Task<RpcException>>();
        foreach (var (mistake, neighbour) in Mistakes.Zip(good))
        {
            answers.Add(server.Client.RepresentAsync(neighbour).ResponseAsync.InTime());
            refusals.Add(Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(Spoilt(mistake.Spoil)).ResponseAsync.InTime()));
        }

        foreach (var (mistake, refusal) in Mistakes.Zip(await Task.WhenAll(refusals)))
        {
            Assert.Equal((mistake.Name, mistake.Code), (mistake.Name, refusal.StatusCode));
            Assert.Contains(mistake.Says, refusal.Status.Detail);
        }
        foreach (var (request, answer) in good.Zip(await Task.WhenAll(answers)))
            teacher.AssertAnswers(request, answer);
    }

    [Fact]
    public async Task A_mistake_in_a_stream_is_answered_in_its_place_and_the_stream_goes_on()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 16, MaxRequestImages = 64 });
        var teacher = server.Repository.Find("dnn")!;
        using var call = server.Client.RepresentStream();
        var requests = new Dictionary<ulong, RepresentRequest>();
        for (var id = 0UL; id < 100; id++)
            requests[id] = id % 5 == 3 ? Spoilt(Mistakes[id / 5 % (ulong)Mistakes.Length].Spoil) : Requests.Bytes((int)(id % 40) + 1, (uint)id);

        var sending = Task.Run(async () =>
        {
            foreach (var (id, request) in requests)
                await call.RequestStream.WriteAsync(new() { RequestId = id, Request = request });
            await call.RequestStream.WriteAsync(new() { RequestId = 100 });
            await call.RequestStream.CompleteAsync();
        });
        var seen = new HashSet<ulong>();
        while (await call.ResponseStream.MoveNext(default).InTime())
        {
            var reply = call.ResponseStream.Current;
            Assert.True(seen.Add(reply.RequestId));
            if (reply.ResultCase == RepresentStreamResponse.ResultOneofCase.Response)
                teacher.AssertAnswers(requests[reply.RequestId], reply.Response);
            else if (reply.RequestId == 100)
                Assert.Equal((int)StatusCode.NotFound, reply.Error.Code);
            else
            {
                var mistake = Mistakes[reply.RequestId / 5 % (ulong)Mistakes.Length];
                Assert.Equal((3UL, (int)mistake.Code), (reply.RequestId % 5, reply.Error.Code));
                Assert.Contains(mistake.Says, reply.Error.Message);
            }
        }
        await sending.InTime();
        Assert.Equal(101, seen.Count);
    }

    [Fact]
    public async Task A_message_beyond_the_limit_is_refused_unread_and_a_large_one_within_it_is_answered()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxRequestImages = 3000, MaxQueuedImages = 3000 });
        var teacher = server.Repository.Find("dnn")!;
        var large = Requests.Floats(new float[3000 * Requests.Shape.Elements]); // 37 MB: more than Kestrel's own limit
        Assert.Equal(3000, (await server.Client.RepresentAsync(large).ResponseAsync.InTime()).Count);

        var tooLarge = Requests.Floats(new float[3100 * Requests.Shape.Elements]);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Client.RepresentAsync(tooLarge).ResponseAsync.InTime());
        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        var request = Requests.Bytes(2);
        teacher.AssertAnswers(request, await server.Client.RepresentAsync(request).ResponseAsync.InTime());
    }

    private static RepresentRequest Spoilt(Action<RepresentRequest> spoil)
    {
        var request = Requests.Bytes(3);
        spoil(request);
        return request;
    }

    private static ImageBatch WithValue(float bad)
    {
        var pixels = new float[2 * Requests.Shape.Elements];
        pixels[Requests.Shape.Elements + 5] = bad;
        return Requests.Floats(pixels).Images;
    }
}
