using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.Representations;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class CachedTeacherTests : IDisposable
{
    private const int TrainImages = 100, Epochs = 3;
    private readonly TemporaryFolder folder = new();
    private readonly List<string> notices = [];

    public CachedTeacherTests() => CountingTeacher.Export(Model);

    private string Model => folder["models/tiny"];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("rrm", "crop-flip")]
    [InlineData("rrm", "crop-flip-jitter-rotate")]
    [InlineData("kd", "none")]
    public void A_student_learns_bit_for_bit_what_it_learns_without_a_cache(string method, string augmentation)
    {
        var options = Options(method) with { Augmentation = augmentation };
        Train("without", options, cache: null);
        Assert.InRange(Train("cold", options, "cache"), TrainImages, Epochs * TrainImages);
        Assert.Equal(0, Train("warm", options, "cache"));
        AssertSameWeights("without", "cold");
        AssertSameWeights("without", "warm");
        Assert.Empty(notices);
    }

    [Fact]
    public void Students_on_one_view_schedule_make_the_teacher_say_everything_once()
    {
        var options = Options("rrm") with { ViewSeed = 11, Augmentation = "resized-crop-jitter-lighting" };
        Assert.Equal(Epochs * TrainImages, Train("first", options, "cache"));
        foreach (var seed in (long[])[2, 3, 4])
            Assert.Equal(0, Train($"student-{seed}", options with { Seed = seed }, "cache"));
        Assert.NotEqual(Weights("first"), Weights("student-2"));
        Assert.Equal(Epochs * TrainImages, Train("other views", options with { ViewSeed = 12 }, "cache"));
    }

    [Fact]
    public void Without_a_seed_of_their_own_views_follow_the_runs()
    {
        var options = Options("rrm") with { Seed = 9 };
        Train("absent", options, cache: null);
        Train("equal", options with { ViewSeed = 9 }, cache: null);
        Train("other", options with { ViewSeed = 10 }, cache: null);
        AssertSameWeights("absent", "equal");
        Assert.NotEqual(Weights("absent"), Weights("other"));
    }

    [Fact]
    public void A_run_goes_on_with_the_view_seed_that_it_has_and_one_without_says_nothing_of_it()
    {
        RunFolder.Open(folder["with"], Options("rrm") with { ViewSeed = 9 }, resume: false).Dispose();
        Assert.Contains("view_seed null (the run has 9)", Assert.Throws<RrmException>(() => RunFolder.Open(folder["with"], Options("rrm"), resume: true)).Message);
        RunFolder.Open(folder["without"], Options("rrm"), resume: false).Dispose();
        Assert.Contains("view_seed 9 (the run has null)", Assert.Throws<RrmException>(() => RunFolder.Open(folder["without"], Options("rrm") with { ViewSeed = 9 }, resume: true)).Message);
        Assert.DoesNotContain("view_seed", File.ReadAllText(folder["without/config.json"]));
    }

    [Fact]
    public void With_rounded_answers_it_does_not_matter_which_of_them_were_there()
    {
        var options = Options("rrm");
        Train("exact", options, cache: null);
        Train("cold", options, "cache", RecordFormat.Float16);
        Assert.Equal(0, Train("warm", options, "cache", RecordFormat.Float16));
        AssertSameWeights("cold", "warm");
        Assert.NotEqual(Weights("exact"), Weights("cold"));
    }

    [Fact]
    public void Only_what_is_missing_is_asked_in_one_request_for_each_batch()
    {
        var images = TestData.Quadrants(40, 4).Train;
        using (var first = Cached(NewTeacher()))
            Read(first, [new(images, [1, 3, 5, 7, 9, 20, 21, 22, 23], Augmentation.None)]);

        var inner = NewTeacher();
        using var second = Cached(inner);
        var order = Read(second, [.. new BatchPlan(images, 10).From(0, 1)]);
        Assert.Equal(Enumerable.Range(0, 40), order);
        Assert.Equal((31, 4), (inner.Images, inner.Requests));
        Assert.Equal((40, 31, 0), (second.Images, second.Asked, second.Lost));
        Read(second, [.. new BatchPlan(images, 7).From(0, 1)]);
        Assert.Equal((31, 4), (inner.Images, inner.Requests));
    }

    [Fact]
    public void While_another_process_writes_answers_are_right_and_it_is_told_once()
    {
        var images = TestData.Quadrants(40, 4).Train;
        using var writer = Cached(NewTeacher());
        Read(writer, [new(images, [0, 1], Augmentation.None)]);
        using (var other = Cached(NewTeacher()))
        {
            Read(other, [.. new BatchPlan(images, 10).From(0, 1)]);
            Assert.Equal((40, 38, 38), (other.Images, other.Asked, other.Lost));
            Assert.Contains("another process writes there", Assert.Single(notices));
        }
        using var third = Cached(NewTeacher());
        Read(third, [.. new BatchPlan(images, 10).From(0, 1)]);
        Assert.Equal(38, third.Lost);
    }

    [Theory]
    [InlineData(RecordFormat.Float32)]
    [InlineData(RecordFormat.Float16)]
    public void A_cache_whose_files_cannot_be_made_costs_time_and_nothing_else(RecordFormat format)
    {
        var options = Options("rrm");
        File.WriteAllText(folder["file"], "in the way of the folder");
        Train("right", options, "cache", format);
        Assert.Equal(Epochs * TrainImages, Train("lost", options, "file", format));
        AssertSameWeights("right", "lost");
        Assert.StartsWith($"Answers of the teacher are not kept in '{folder["file"]}': ", Assert.Single(notices));
    }

    [Fact]
    public void A_file_that_is_no_cache_ends_the_run_all_the_same()
    {
        Train("first", Options("rrm"), "cache");
        File.WriteAllText(Assert.Single(Directory.GetFiles(folder["cache"], "*.rrmcache")), "something else");
        Assert.Throws<RrmException>(() => Train("second", Options("rrm"), "cache"));
    }

    [Fact]
    public void Leaving_early_gives_all_batches_back()
    {
        var images = TestData.Quadrants(40, 4).Train;
        List<ImageBatch> batches = [.. new BatchPlan(images, 5).From(0, 1)];
        using var teacher = Cached(NewTeacher());
        var taken = 0;
        using (var lessons = teacher.Follow(batches.Select(batch =>
        {
            taken++;
            return batch;
        })).GetEnumerator())
        {
            Assert.True(lessons.MoveNext());
            lessons.Current.Dispose();
        }
        Lessons.AssertGivenBack(batches.Take(taken));
    }

    [Fact]
    public void A_cache_file_is_named_after_whose_answers_to_what_it_holds()
    {
        var images = TestData.Quadrants(10, 4).Train;
        using (var first = Cached(NewTeacher()))
            Read(first, [new(images, [0, 1], Augmentation.None)]);
        var file = Assert.Single(Directory.GetFiles(folder["cache"], "*.rrmcache"));
        Assert.Equal($"{TeacherFolder.Read(Model).Manifest.Sha256[..12]}-representation-{images.Identity[..12]}-none-cpu-float32.rrmcache", Path.GetFileName(file));
    }

    [Fact]
    public void The_same_weights_in_another_function_have_a_cache_of_their_own()
    {
        var architecture = TestData.Network();
        using var network = Network.Create(architecture, Normalization.Cifar10, seed: 5, torch.CPU);
        var checkpoint = new Checkpoint(ModelManifest.Of(architecture, ["a", "b", "c", "d"], Normalization.Cifar10), architecture, network.Export());
        var images = TestData.Quadrants(10, 4).Train;
        Checkpoint[] functions = [checkpoint, checkpoint.At(30), checkpoint with { Manifest = checkpoint.Manifest with { Normalization = Normalization.Centred } }, checkpoint with { Architecture = architecture with { Name = "another" } }];
        foreach (var function in functions)
        {
            var inner = new NetworkTeacher(function, "teacher", torch.CPU, Precision.Float32, TeacherOutputs.Logits);
            Assert.Equal(checkpoint.ParametersSha256(), inner.Identity.Sha256);
            using var cached = new CachedTeacher(inner, new RepresentationCache(folder["cache"]), RecordFormat.Float32, TeacherOutputs.Logits, torch.CPU, notices.Add);
            foreach (var lesson in cached.Follow([new(images, [0, 1], Augmentation.None)]))
                lesson.Dispose();
            Assert.Equal(2, cached.Asked);
        }
        Assert.Equal(functions.Length, Directory.GetFiles(folder["cache"], "*.rrmcache").Length);
    }

    [Fact]
    public void A_checkpoint_in_the_precision_of_its_student_is_another_teacher_in_each()
    {
        var architecture = TestData.Network();
        using var network = Network.Create(architecture, Normalization.Cifar10, seed: 5, torch.CPU);
        var checkpoint = new Checkpoint(ModelManifest.Of(architecture, ["a", "b", "c", "d"], Normalization.Cifar10), architecture, network.Export());
        string[] words = [.. ((Precision[])[Precision.Float32, Precision.BFloat16]).Select(precision =>
        {
            using var teacher = new NetworkTeacher(checkpoint, "teacher", torch.CPU, precision);
            return teacher.Identity.Precision;
        })];
        Assert.Equal(["float32", "bfloat16"], words);
    }

    private CachedTeacher Cached(ITeacher inner) => new(inner, new RepresentationCache(folder["cache"]), RecordFormat.Float32, TeacherOutputs.Representation, torch.CPU, notices.Add);

    private CountingTeacher NewTeacher(TeacherOutputs needs = TeacherOutputs.Representation) => new(Model, needs);

    // Fails unless every answer is the teacher's own; gives the images in their order.
    private List<int> Read(ITeacher teacher, List<ImageBatch> batches)
    {
        using var own = NewTeacher();
        var order = new List<int>();
        foreach (var lesson in teacher.Follow(batches))
        {
            using (lesson)
            {
                using var expected = own.Follow([lesson.Batch.Take([.. Enumerable.Range(0, lesson.Batch.Count)])]).Single();
                Assert.Equal(expected.Representation!.data<float>().ToArray(), lesson.Representation!.data<float>().ToArray());
                order.AddRange(lesson.Batch.Indices);
            }
        }
        return order;
    }

    private TrainingOptions Options(string method)
    {
        var architecture = folder["tiny.json"];
        AtomicFile.WriteJson(architecture, TestData.Network());
        return new() { Method = method, Architecture = architecture, Dataset = "quadrants", Seed = 1, Epochs = Epochs, BatchSize = 25, LearningRate = 0.05, MonitorImages = 8 };
    }

    // How many images the teacher was asked about.
    private int Train(string run, TrainingOptions options, string? cache, RecordFormat format = RecordFormat.Float32)
    {
        var needs = options.Method == "kd" ? TeacherOutputs.Logits : TeacherOutputs.Representation;
        var inner = NewTeacher(needs);
        using ITeacher teacher = cache is null ? inner : new CachedTeacher(inner, new RepresentationCache(folder[cache]), format, needs, torch.CPU, notices.Add);
        new TrainingRun(options, TestData.Quadrants(TrainImages, 8), teacher, ComputeDevice.Choose("cpu"), folder[run], resume: false).Execute(CancellationToken.None);
        return inner.Images;
    }

    private byte[] Weights(string run) => File.ReadAllBytes(folder[$"{run}/checkpoint/model.safetensors"]);

    private void AssertSameWeights(string one, string other) => Assert.Equal(Weights(one), Weights(other));
}
