using Google.Protobuf;
using Grpc.Core;
using Rrm.Images;
using Rrm.Protocol.V1;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;
using ImageBatch = Rrm.Images.ImageBatch;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class ByReferenceTests
{
    private static readonly RemoteTeacherOptions options = new() { ByReference = true, Wait = TimeSpan.FromSeconds(30) };

    [Fact]
    public void References_name_set_views_and_checksum()
    {
        var images = TestData.Quadrants(20, 4).Train;
        using var batch = new ImageBatch(images, [7, 0, 19], Augmentation.CropFlip, seed: 3, epoch: 2);
        var references = ByReference.Of(batch);
        Assert.Equal((images.Identity, "crop-flip"), (references.DataSet, references.Augmentation));
        Assert.Equal([7u, 0, 19], references.Indices);
        Assert.Equal(batch.Views.Select(view => (uint)((view.Top * 9 + view.Left) * 2 + (view.Flip ? 1 : 0))), references.Views);
        Assert.Equal(Crc32(batch.Pixels.Span[..images.Shape.Elements]), references.FirstImageCrc32);

        using var continuous = new ImageBatch(images, [4], Augmentation.ResizedCropJitterLighting, seed: 3, epoch: 2);
        references = ByReference.Of(continuous);
        Assert.Empty(references.Views);
        Assert.Equal((3, 2, Crc32(continuous.FloatPixels.Span)), (references.Seed, references.Epoch, references.FirstImageCrc32));
    }

    [Fact]
    public async Task A_service_that_has_the_data_set_is_sent_no_pixels()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = AnswerFromOwnImages;
        var notices = new List<string>();
        using var teacher = Connect(fake, notices);
        Assert.Equal(Lessons.InOrder(8), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(8))));
        Assert.All(fake.Asked, request => Assert.Null(request.Images));
        Assert.Empty(notices);
    }

    [Theory]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.InvalidArgument)]
    public async Task A_service_that_refuses_is_sent_pixels_and_that_is_told_once(StatusCode refusal)
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Request.Images is null ? FakeTeacher.Fail(refusal, "There is no such data set here.") : Task.FromResult(call.Right());
        var notices = new List<string>();
        using var teacher = Connect(fake, notices);
        Assert.Equal(Lessons.InOrder(12), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(12))));
        Assert.Equal($"Teacher {fake.Endpoint} refused: There is no such data set here. The images are sent by value.", Assert.Single(notices));
        Assert.InRange(fake.Asked.Count(request => request.Images is null), 1, options.Depth);
        Assert.Equal(12, fake.Asked.Count(request => request.Images is not null));
    }

    [Theory]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Internal)]
    public async Task A_refusal_that_is_not_about_the_references_is_not_answered_with_pixels(StatusCode refusal)
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = _ => FakeTeacher.Fail(refusal);
        var notices = new List<string>();
        using var teacher = Connect(fake, notices);
        var problem = await Assert.ThrowsAsync<Rrm.Clients.TeacherCallException>(() => Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(3))));
        Assert.Equal(refusal, problem.Status);
        Assert.Empty(notices);
        Assert.All(fake.Asked, request => Assert.Null(request.Images));
    }

    [Fact]
    public async Task A_service_that_is_away_for_a_moment_is_still_asked_by_reference()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Number == 2 ? FakeTeacher.Fail(StatusCode.Unavailable) : AnswerFromOwnImages(call);
        using var teacher = Connect(fake, []);
        Assert.Equal(Lessons.InOrder(8), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(8))));
        Assert.All(fake.Asked, request => Assert.Null(request.Images));
    }

    // As the service does it: the same set, the same views.
    private static Task<RepresentResponse> AnswerFromOwnImages(FakeCall call)
    {
        var references = call.Request.References;
        using var batch = new ImageBatch(TestData.Quadrants(60, 4).Train, [.. references.Indices.Select(index => (int)index)], Augmentation.Find(references.Augmentation)!);
        return Task.FromResult(new RepresentResponse
        {
            Sha256 = call.Sha256,
            Count = batch.Count,
            RepresentationWidth = FakeTeacher.Width,
            Representation = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(FakeCall.Represent(batch.Pixels.Span, batch.Count).AsSpan())),
        });
    }

    // The bitwise rule of ISO 3309, for comparison.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
        }
        return ~crc;
    }

    private static RemoteTeacher Connect(FakeTeacher fake, List<string> notices) => RemoteTeacher.Connect(fake.Endpoint, options, torch.CPU, notice =>
    {
        lock (notices)
            notices.Add(notice);
    }, CancellationToken.None);
}
