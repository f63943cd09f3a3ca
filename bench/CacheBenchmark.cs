using Rrm.Representations;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>
/// RRM from a representation cache. First what it is for: students on one view schedule, whose teacher should answer once whatever their number.
/// Then what it costs: a step whose answers are all there, against a step without a teacher and one with the teacher in process.
/// </summary>
internal static class CacheBenchmark
{
    private const int Steps = 6;
    private const int Rounds = 5;

    public static void Run(TextWriter output)
    {
        Share(output, "vgg-small", "resnet-small", 1, 2, 4, 8);
        Compare(output, "vgg-medium", "resnet-medium", Precision.Float32);
        Compare(output, "vgg-medium", "resnet-medium", Precision.BFloat16);
        Compare(output, "vgg-small", "resnet-small", Precision.BFloat16);
    }

    private static void Share(TextWriter output, string teacherName, string studentName, params int[] numbers)
    {
        var table = new Table(output, $"{teacherName} -> {studentName}, one epoch of one view schedule");
        foreach (var number in numbers)
        {
            using var scratch = new ScratchFolder();
            UntrainedTeacher.ExportInto(scratch.Models, UntrainedTeacher.Create(teacherName));
            var (shown, computed) = (0L, 0L);
            for (var student = 0; student < number; student++)
            {
                using var teacher = Cached(scratch, teacherName);
                using var loop = new StudentLoop(studentName, "rrm", teacher, Precision.Float32, Steps);
                loop.Run();
                (shown, computed) = (shown + teacher.Images, computed + teacher.Asked);
            }
            table.Ratio(new Sample($"answers computed / views shown, {number} student{(number > 1 ? "s" : "")}", [(double)computed / shown]));
        }
    }

    private static void Compare(TextWriter output, string teacherName, string studentName, Precision precision)
    {
        using var scratch = new ScratchFolder();
        var checkpoint = UntrainedTeacher.Create(teacherName);
        UntrainedTeacher.ExportInto(scratch.Models, checkpoint);
        using var nobody = new NoTeacher();
        using var inProcess = new NetworkTeacher(checkpoint, teacherName, CPU, precision);
        using var remembered = Cached(scratch, teacherName);
        using var natural = new StudentLoop(studentName, "natural", nobody, precision, Steps, settle: true);
        using var matching = new StudentLoop(studentName, "rrm", inProcess, precision, Steps, settle: true);
        using var matchingCached = new StudentLoop(studentName, "rrm", remembered, precision, Steps, settle: true);

        // The warm-up fills the cache: every stretch shows the same views.
        var times = Turns.Take(Rounds, warmup: 1, natural.Run, matching.Run, matchingCached.Run);
        string[] names = ["natural", "teacher in process", "teacher cached"];
        Sample[] seconds = [.. times.Select((way, index) => new Sample(names[index], [.. way.Select(time => time.Seconds)]))];
        var table = new Table(output, $"{teacherName} -> {studentName}, batch 128, {(precision == Precision.BFloat16 ? "bf16" : "fp32")} student, one step");
        foreach (var way in seconds)
            table.Milliseconds(way);
        foreach (var way in seconds[1..])
            table.Ratio(way.Over(seconds[0]));
    }

    private static CachedTeacher Cached(ScratchFolder scratch, string teacherName) => new(
        new OnnxTeacher(Path.Combine(scratch.Models, teacherName), CPU), new RepresentationCache(Path.Combine(scratch.Path, "cache")), RecordFormat.Float32,
        TeacherOutputs.Representation, CPU, problem => throw new RrmException(problem));
}
