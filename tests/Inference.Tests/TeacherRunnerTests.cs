using Rrm.Tests;

namespace Rrm.Inference.Tests;

public sealed class TeacherRunnerTests
{
    [Fact]
    public void Outputs_equal_the_published_ones()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var runner = model.CreateRunner(4);
        var (representation, logits) = Run(model, runner, Goldens.Images(4, model.Manifest.Input), 4);
        AssertClose(Goldens.Tensor("dnn/representation").Floats, representation);
        AssertClose(Goldens.Tensor("dnn/logits").Floats, logits);
    }

    [Fact]
    public void Bytes_and_floats_any_batch_size_and_any_thread_count_give_the_same_bits()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var single = TeacherModel.Load(teachers["dnn"], new InferenceOptions { Threads = 1 });
        using var runner = model.CreateRunner(16);
        using var small = single.CreateRunner(5);
        var bytes = Goldens.Images(37, model.Manifest.Input);
        var floats = bytes.Select(value => value / 255f).ToArray();

        var expected = Run(model, runner, bytes, 37);
        var representation = new float[37 * model.Manifest.RepresentationWidth];
        runner.Run(floats, 37, representation, []);
        Assert.Equal(expected.Representation, representation);
        var fromSmall = Run(single, small, bytes, 37);
        Assert.Equal(expected.Representation, fromSmall.Representation);
        Assert.Equal(expected.Logits, fromSmall.Logits);
    }

    [Fact]
    public void A_run_of_a_size_seen_before_allocates_nothing()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"], new InferenceOptions { Threads = 1 });
        using var runner = model.CreateRunner(4);
        runner.Run(3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 10; run++)
            runner.Run(3);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Buffers_of_the_wrong_size_are_refused_before_anything_runs()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var runner = model.CreateRunner(4);
        Assert.Throws<ArgumentException>(() => runner.Run(new byte[5], 1, [], []));
        Assert.Throws<ArgumentException>(() => runner.Run(new byte[model.Manifest.Input.Elements], 1, new float[3], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Run(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Run(5));
    }

    private static (float[] Representation, float[] Logits) Run(TeacherModel model, TeacherRunner runner, byte[] images, int count)
    {
        var representation = new float[count * model.Manifest.RepresentationWidth];
        var logits = new float[count * model.Manifest.Classes];
        runner.Run(images, count, representation, logits);
        return (representation, logits);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, float[] actual)
    {
        var largest = 0f;
        foreach (var value in expected)
            largest = Math.Max(largest, Math.Abs(value));
        Assert.Equal(expected.Length, actual.Length);
        for (var index = 0; index < actual.Length; index++)
            Assert.Equal(expected[index], actual[index], 1e-4f * largest);
    }
}
