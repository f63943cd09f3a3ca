using System.Buffers.Binary;
using System.IO.Hashing;
using Rrm.Images;
using Rrm.Representations;
using Rrm.StudentTrainer.Representations;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Tests.Teachers;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Representations;

public sealed class RepresentTests : IDisposable
{
    private const TeacherOutputs Both = TeacherOutputs.Representation | TeacherOutputs.Logits;
    private static readonly ImageSet images = TestData.Quadrants(20, 4).Train;
    private readonly TemporaryFolder folder = new();

    public RepresentTests() => CountingTeacher.Export(folder["models/tiny"]);

    public static TheoryData<string, string, int> Plans => new()
    {
        { nameof(ViewChoice.Identity), "crop-flip", 20 },
        { nameof(ViewChoice.All), "crop-flip", 20 * 162 },
        { nameof(ViewChoice.Schedule), "crop-flip-jitter-rotate", 20 * 3 },
        { nameof(ViewChoice.Schedule), "resized-crop-jitter-lighting", 20 * 3 },
    };

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Plans))]
    public void What_was_filled_is_never_asked_again_and_passes_the_audit(string choice, string augmentation, int views)
    {
        var plan = new ViewPlan(Enum.Parse<ViewChoice>(choice), Augmentation.Find(augmentation)!, Seed: 6, Epochs: 3);
        Assert.Empty(plan.Problems());
        Assert.Equal(views, plan.CountOf(images));
        Assert.Equal(views, Fill(plan));
        Assert.Equal(0, Fill(plan));
        var (compared, stored, wrong) = Audit(plan, most: 50);
        Assert.Equal((Math.Min(50, 2 * views), 2 * views), (compared, (int)stored));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_view_that_any_seed_shows_is_among_all()
    {
        Fill(new(ViewChoice.All, Augmentation.CropFlip, 0, 0));
        using var teacher = Cached(out var inner);
        foreach (var lesson in teacher.Follow(new BatchPlan(images, 7, seed: 99, Augmentation.CropFlip, shuffle: true).From(0, 5)))
            lesson.Dispose();
        Assert.Equal(0, inner.Images);
    }

    [Fact]
    public void A_job_that_was_stopped_goes_on_where_it_stopped()
    {
        var plan = new ViewPlan(ViewChoice.All, Augmentation.CropFlip, 0, 0);
        using (var stop = new CancellationTokenSource())
        using (var first = Cached(out _))
        {
            stop.Cancel(); // after one batch
            Assert.Throws<OperationCanceledException>(() => new CacheFilling(first, images, plan).Execute(stop.Token));
        }
        Assert.Equal(161 * 20, Fill(plan));
    }

    [Theory]
    [InlineData(false, "damaged; it will be asked again")]
    [InlineData(true, "1 of 16 values differ, by up to")]
    public void An_audit_finds_a_flipped_bit_even_under_a_right_checksum(bool mendChecksum, string finding)
    {
        var plan = new ViewPlan(ViewChoice.Identity, Augmentation.None, 0, 0);
        Fill(plan);
        FlipABit(Assert.Single(Directory.GetFiles(folder["cache"], "*-representation-*.rrmcache")), record: 13, mendChecksum);
        var (compared, _, wrong) = Audit(plan, most: 1000);
        Assert.Equal(40, compared);
        Assert.Contains($"record 13 (image 13, none): {finding}", Assert.Single(wrong));
    }

    [Fact]
    public void Plans_that_make_no_sense_are_refused()
    {
        Assert.Contains("--epochs is 0", Assert.Single(new ViewPlan(ViewChoice.Schedule, Augmentation.CropFlip, 0, 0).Problems()));
        Assert.Contains("views without number", Assert.Single(new ViewPlan(ViewChoice.All, Augmentation.CropFlipJitterRotate, 0, 0).Problems()));
    }

    private int Fill(ViewPlan plan)
    {
        using var teacher = Cached(out var inner);
        new CacheFilling(teacher, images, plan).Execute(CancellationToken.None);
        return inner.Images;
    }

    private (int Compared, long Stored, IReadOnlyList<string> Wrong) Audit(ViewPlan plan, int most)
    {
        using var teacher = Cached(out var inner);
        return new CacheAudit(inner, teacher, images, plan).Execute(most, new Random(1), CancellationToken.None);
    }

    private CachedTeacher Cached(out CountingTeacher inner)
    {
        inner = new CountingTeacher(folder["models/tiny"], Both);
        return new(inner, new RepresentationCache(folder["cache"]), RecordFormat.Float32, Both, torch.CPU, problem => throw new RrmException(problem));
    }

    // By the format that docs/cache.md describes.
    private static void FlipABit(string file, int record, bool mendChecksum)
    {
        const int RecordsOffset = 4096 + 4096, NumberBytes = 8, Values = 16 * sizeof(float), Stride = 80;
        var bytes = File.ReadAllBytes(file);
        var place = bytes.AsSpan(RecordsOffset + record * Stride, Stride);
        Assert.Equal(record, BinaryPrimitives.ReadInt64LittleEndian(place));
        place[NumberBytes + 5] ^= 1;
        if (mendChecksum)
            BinaryPrimitives.WriteUInt32LittleEndian(place[(NumberBytes + Values)..], Crc32.HashToUInt32(place[..(NumberBytes + Values)]));
        File.WriteAllBytes(file, bytes);
    }
}
