using System.IO.Hashing;
using Grpc.Core;
using Rrm.Images;
using Rrm.Protocol.V1;
using ImageBatch = Rrm.Images.ImageBatch;

namespace Rrm.TeacherServer.Tests.ByReference;

public sealed class ReferenceTests(ReferenceTests.Shared shared) : IClassFixture<ReferenceTests.Shared>
{
    private static readonly int[] indices = [17, 3, 59, 3, 0];
    private readonly ReferringServer server = shared.Server;

    public static TheoryData<string, bool> Kinds => new()
    {
        { "none", false },
        { "crop-flip", false },
        { "crop-flip", true },
        { "crop-flip-jitter-rotate", false },
        { "resized-crop-jitter-lighting", false },
    };

    [Theory, MemberData(nameof(Kinds))]
    public async Task Answers_equal_those_to_the_pixels_bit_for_bit(string kind, bool numbered)
    {
        var augmentation = Augmentation.Find(kind)!;
        foreach (var format in (FloatFormat[])[FloatFormat.Float32, FloatFormat.Float16])
        {
            var (references, pixels) = (ReferringServer.References(indices, augmentation, seed: 7, epoch: 3, numbered), ReferringServer.Pixels(indices, augmentation, seed: 7, epoch: 3));
            foreach (var request in (RepresentRequest[])[references, pixels])
                (request.Representation, request.Logits, request.Format) = (true, true, format);
            Assert.Equal(await server.Represent(pixels), await server.Represent(references));
        }
    }

    [Fact]
    public async Task A_stream_takes_references_too()
    {
        using var call = server.Server.Client.RepresentStream();
        await call.RequestStream.WriteAsync(new() { RequestId = 4, Request = ReferringServer.References(indices, Augmentation.CropFlip) }).InTime();
        Assert.True(await call.ResponseStream.MoveNext(default).InTime());
        Assert.Equal(await server.Represent(ReferringServer.Pixels(indices, Augmentation.CropFlip)), call.ResponseStream.Current.Response);
        await call.RequestStream.CompleteAsync().InTime();
    }

    [Fact]
    public async Task A_data_set_that_the_server_does_not_have_is_not_found_and_its_own_are_named()
    {
        var changed = ReferringServer.Data.Train.Take(59).Identity; // one image less is another data set
        var request = ReferringServer.References(indices, Augmentation.None);
        request.References.DataSet = changed;
        var refusal = await RefusalOf(request);
        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
        Assert.Contains($"There is no data set \"{changed}\" here.", refusal.Status.Detail);
        Assert.Contains($"shapes test ({ReferringServer.Data.Test.Identity}), shapes train ({ReferringServer.Data.Train.Identity})", refusal.Status.Detail);
    }

    [Fact]
    public async Task Other_pixels_than_the_clients_are_noticed()
    {
        var request = ReferringServer.References([59, 1], Augmentation.CropFlip, seed: 1);
        using var batch = new ImageBatch(ReferringServer.Data.Train, [59], Augmentation.CropFlip, seed: 1);
        request.References.FirstImageCrc32 = Crc32.HashToUInt32(batch.Pixels.Span);
        Assert.Equal(2, (await server.Represent(request)).Count);
        request.References.FirstImageCrc32 ^= 1;
        var refusal = await RefusalOf(request);
        Assert.Equal(StatusCode.FailedPrecondition, refusal.StatusCode);
        Assert.StartsWith("Image 59 of shapes train has CRC-32", refusal.Status.Detail);
    }

    [Fact]
    public async Task A_pin_is_honoured()
    {
        var request = ReferringServer.References(indices, Augmentation.None);
        request.Sha256 = new string('0', 64);
        Assert.Equal(StatusCode.FailedPrecondition, (await RefusalOf(request)).StatusCode);
    }

    public static TheoryData<string, string> Bad => new()
    {
        { "none", "references.indices is empty" },
        { "many", "references.indices has 101 images; this server takes up to 100" },
        { "index", "references.indices[2] is 60; data set shapes train has 60 images, counted from 0." },
        { "huge index", "references.indices[2] is 4294967295" },
        { "kind", "references.augmentation is \"crop\"; expected one of none, crop-flip" },
        { "epoch", "references.epoch is -1" },
        { "views", "references.views has 1 numbers and references.indices 2" },
        { "view", "references.views[1] is 162; crop-flip has 162 views" },
        { "huge view", "references.views[1] is 4294967295" },
        { "numbered continuum", "crop-flip-jitter-rotate has views without number" },
        { "both", "The request has images and references; expected one of them." },
    };

    [Theory, MemberData(nameof(Bad))]
    public async Task A_reference_that_can_never_be_right_is_an_invalid_argument(string what, string sentence)
    {
        var request = ReferringServer.References([1, 2], Augmentation.CropFlip);
        var references = request.References;
        switch (what)
        {
            case "none": references.Indices.Clear(); break;
            case "many": references.Indices.AddRange(Enumerable.Repeat(0u, 99)); break;
            case "index": references.Indices.Add(60); break;
            case "huge index": references.Indices.Add(uint.MaxValue); break;
            case "kind": references.Augmentation = "crop"; break;
            case "epoch": references.Epoch = -1; break;
            case "views": references.Views.Add(1); break;
            case "view": references.Views.AddRange([161, 162]); break;
            case "huge view": references.Views.AddRange([0, uint.MaxValue]); break;
            case "numbered continuum": references.Augmentation = "crop-flip-jitter-rotate"; references.Views.AddRange([0, 0]); break;
            case "both": request.Images = ReferringServer.Pixels([1], Augmentation.None).Images; break;
        }
        var before = server.Computed;
        var refusal = await RefusalOf(request);
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains(sentence, refusal.Status.Detail);
        Assert.Equal(before, server.Computed);
    }

    private Task<RpcException> RefusalOf(RepresentRequest request) => Assert.ThrowsAsync<RpcException>(() => server.Represent(request));

    /// <summary>One server for all of these tests: none of them changes it.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        internal ReferringServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await ReferringServer.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
