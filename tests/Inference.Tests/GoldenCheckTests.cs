using System.Runtime.InteropServices;
using Rrm.Checkpoints;
using Rrm.OnnxExport;
using Rrm.Tests;

namespace Rrm.Inference.Tests;

public sealed class GoldenCheckTests : IDisposable
{
    private readonly TemporaryTeachers teachers = new("dnn");

    public void Dispose() => teachers.Dispose();

    [Fact]
    public void An_exported_teacher_carries_the_answers_that_it_gives()
    {
        using var model = TeacherModel.Load(teachers["dnn"], new InferenceOptions { Device = Device.Cpu });
        var golden = model.Manifest.Golden!;
        Assert.Equal((ProbeImages.Rule, 1e-4), (golden.Rule, golden.Tolerance));
        Assert.Equal(ProbeImages.Count * model.Manifest.RepresentationWidth * sizeof(float), golden.Representation.Length);
        var again = model.ComputeGolden();
        Assert.Equal(golden.Representation, again.Representation);
        Assert.Equal(golden.Logits, again.Logits);
    }

    [Fact]
    public void Answers_that_differ_fail_the_load_and_say_by_how_much()
    {
        Change(golden => golden with { Representation = Nudged(golden.Representation, 2e-4f) });
        Assert.Matches("answers on cpu other than where it was exported: 'representation' of the probe images differs by up to [0-9.]+, where values reach", Refusal());
        TeacherGolden.Write(teachers["dnn"]);
        Change(golden => golden with { Logits = Nudged(golden.Logits, -0.5f) });
        Assert.Contains("'logits' of the probe images differs", Refusal());
    }

    [Fact]
    public void Differences_within_the_tolerance_are_no_problem()
    {
        Change(golden => golden with { Representation = Nudged(golden.Representation, 5e-5f) });
        TeacherModel.Load(teachers["dnn"]).Dispose();
        Change(golden => golden with { Representation = Nudged(golden.Representation, 0.04f), Tolerance = 0.05 });
        TeacherModel.Load(teachers["dnn"]).Dispose();
    }

    [Fact]
    public void Golden_vectors_that_cannot_be_these_are_refused()
    {
        Change(golden => golden with { Representation = Nudged(golden.Representation, float.NaN) });
        Assert.Contains("differs by up to NaN", Refusal());
        Change(golden => golden with { Representation = golden.Representation[4..] });
        Assert.Matches("The golden representation of '.*' has [0-9]+ bytes; [0-9]+ were expected", Refusal());
        Change(golden => golden with { Tolerance = 0 });
        Assert.Contains("allow a difference of 0; expected a share between 0 and 1", Refusal());
        Change(golden => golden with { Rule = "cats" });
        Assert.Contains("are for the probe images 'cats'; this program knows 'ramp-to-noise'", Refusal());
    }

    [Fact]
    public void A_teacher_without_golden_vectors_is_loaded()
    {
        teachers.Rewrite("dnn", manifest => manifest with { Golden = null });
        TeacherModel.Load(teachers["dnn"]).Dispose();
    }

    private string Refusal() => Assert.Throws<RrmException>(() => TeacherModel.Load(teachers["dnn"])).Message;

    private void Change(Func<GoldenVectors, GoldenVectors> change) => teachers.Rewrite("dnn", manifest => manifest with { Golden = change(manifest.Golden!) });

    // One value, moved by a share of the largest.
    private static byte[] Nudged(byte[] values, float share)
    {
        var floats = MemoryMarshal.Cast<byte, float>(values.AsSpan()).ToArray();
        floats[floats.Length / 2] += share * floats.Max(Math.Abs);
        return MemoryMarshal.AsBytes(floats.AsSpan()).ToArray();
    }
}
