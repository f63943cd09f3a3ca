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
    public void Padding_to_a_ladder_changes_no_bit()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var plain = model.CreateRunner(11);
        using var padding = model.CreatePaddingRunner(11);
        padding.WarmUp();
        var bytes = Goldens.Images(37, model.Manifest.Input);
        var (expected, found) = (Run(model, plain, bytes, 37), Run(model, padding, bytes, 37));
        Assert.Equal(expected.Representation, found.Representation);
        Assert.Equal(expected.Logits, found.Logits);
        // A smaller batch after a larger one: what lies behind it in the buffer is cleared.
        padding.Images(11).Fill(float.NaN);
        Assert.Equal(expected.Representation[..(3 * model.Manifest.RepresentationWidth)], Run(model, padding, bytes[..(3 * model.Manifest.Input.Elements)], 3).Representation);
        Assert.False(padding.Images(4)[(3 * model.Manifest.Input.Elements)..].ContainsAnyExcept(0f));
    }

    [Fact]
    public void Giving_memory_back_changes_no_bit_and_leaves_the_buffers_as_they_are()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var runner = model.CreateRunner(64);
        var bytes = Goldens.Images(64, model.Manifest.Input);
        var before = Run(model, runner, bytes, 64).Representation;
        for (var run = 0; run < ArenaUse.Patience; run++)
            runner.Run(2);
        Assert.Equal(before[..(2 * model.Manifest.RepresentationWidth)], runner.Representation(2).ToArray());
        Assert.Equal(before, Run(model, runner, bytes, 64).Representation);
    }

    [Fact]
    public void Runners_on_every_device_give_the_same_bits()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"], new InferenceOptions { Device = Device.Cpu });
        var runners = model.CreateRunners(8, perDevice: 2);
        Assert.Equal(2, runners.Count);
        var bytes = Goldens.Images(8, model.Manifest.Input);
        var answers = runners.AsParallel().Select(runner => Run(model, (TeacherRunner)runner, bytes, 8).Representation).ToList();
        Assert.Equal(answers[0], answers[1]);
        foreach (var runner in runners)
            runner.Dispose();
    }

    [Fact]
    public void A_disposed_runner_has_no_buffers()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        var runner = model.CreateRunner(4);
        runner.Dispose();
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Images(1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => runner.Representation(1).Length);
        runner.Dispose();
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
