using Rrm.Checkpoints;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Training;

public sealed class WidthAndTemperatureTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_teacher_takes_the_layer_that_spares_its_students_one()
    {
        var teacher = Train("teacher", Options("natural", width: 16) with { RepresentationWidth = 6 });
        Assert.Equal(6, teacher.Architecture.RepresentationWidth);
        Assert.Contains("width_adapter.weight", teacher.Tensors.Keys);

        using var teaching = new NetworkTeacher(teacher, "teacher", torch.CPU, Precision.Float32);
        var narrow = Train("narrow", Options("rrm", width: 6), teaching);
        Assert.DoesNotContain("width_adapter.weight", narrow.Tensors.Keys);
    }

    [Fact]
    public void A_student_of_another_width_than_its_teachers_takes_the_layer_itself()
    {
        using var teaching = new NetworkTeacher(Train("teacher", Options("natural", width: 6)), "teacher", torch.CPU, Precision.Float32);
        var student = Train("student", Options("rrm", width: 16), teaching);
        Assert.Equal(6, student.Architecture.RepresentationWidth);
        Assert.Contains("width_adapter.weight", student.Tensors.Keys);
    }

    [Fact]
    public void Distillation_does_not_care_about_widths_and_the_papers_student_keeps_the_temperature()
    {
        var teacher = Train("teacher", Options("sat", width: 6) with { Temperature = 30, ThreatModel = new(Norm.Linf, 8 / 255.0), AttackSteps = 1 });
        Assert.Equal(30, teacher.Manifest.Temperature);

        using var teaching = new NetworkTeacher(teacher, "teacher", torch.CPU, Precision.Float32, TeacherOutputs.Logits);
        var student = Train("student", Options("kd", width: 16) with { KdVariant = KdVariant.Paper }, teaching);
        Assert.Equal((16, 30), (student.Architecture.RepresentationWidth, student.Manifest.Temperature));
        Assert.Contains(
            "textbook variant compares with logits that their network divided by 1, and teacher 'teacher' divides by 30. Train the teacher with --temperature 1, or give --kd-variant paper --kd-temperature 30.",
            Assert.Throws<RrmException>(() => Train("textbook", Options("kd", width: 16), teaching)).Message);
    }

    [Fact]
    public void The_textbooks_student_has_a_teacher_of_temperature_one_and_so_has_it_itself()
    {
        using var teaching = new NetworkTeacher(Train("teacher", Options("natural", width: 6)), "teacher", torch.CPU, Precision.Float32, TeacherOutputs.Logits);
        Assert.Equal(1, Train("textbook", Options("kd", width: 16), teaching).Manifest.Temperature);
        Assert.Contains("or give --kd-variant textbook", Assert.Throws<RrmException>(() => Train("paper", Options("kd", width: 16) with { KdVariant = KdVariant.Paper }, teaching)).Message);
    }

    [Fact]
    public void A_teacher_of_other_classes_is_refused_where_logits_are_compared()
    {
        var teacher = Train("teacher", Options("natural", width: 6));
        var renamed = teacher with { Manifest = teacher.Manifest with { ClassNames = [.. teacher.Manifest.ClassNames.Reverse()] } };
        using var teaching = new NetworkTeacher(renamed, "teacher", torch.CPU, Precision.Float32, TeacherOutputs.Logits);
        Assert.Contains("Class 0 is 'upper left'", Assert.Throws<RrmException>(() => Train("student", Options("kd", width: 16), teaching)).Message);
    }

    private TrainingOptions Options(string method, int width)
    {
        AtomicFile.WriteJson(folder[$"{width}.json"], TestData.Network(width));
        return new() { Method = method, Architecture = folder[$"{width}.json"], Dataset = "quadrants", Epochs = 1, BatchSize = 16, MonitorImages = 8 };
    }

    private Checkpoint Train(string run, TrainingOptions options, ITeacher? teacher = null)
    {
        using var nobody = new NoTeacher();
        new TrainingRun(options, TestData.Quadrants(32, 8), teacher ?? nobody, ComputeDevice.Choose("cpu"), folder[run], resume: false).Execute(CancellationToken.None);
        return Checkpoint.Read(folder[run]);
    }
}
