using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Quickstart;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>
/// RRM through the whole chain: a TeacherServer process on a Unix socket, the trainer's client, the training loop. Service and trainer share
/// the cores here, so at best a step takes as long as one with the teacher in process; on a machine of its own the teacher costs its idle share.
/// </summary>
internal static class ServedBenchmark
{
    private const int Steps = 6;
    private const int Rounds = 5;

    public static void Run(TextWriter output)
    {
        Compare(output, "vgg-medium", "resnet-medium", Precision.Float32);
        Compare(output, "vgg-medium", "resnet-medium", Precision.BFloat16);
        Compare(output, "vgg-small", "resnet-small", Precision.BFloat16);
    }

    private static void Compare(TextWriter output, string teacherName, string studentName, Precision precision)
    {
        using var scratch = new ScratchFolder();
        var checkpoint = UntrainedTeacher.Create(teacherName);
        UntrainedTeacher.ExportInto(scratch.Models, checkpoint);
        using var single = new TeacherProcess(scratch.Models, Path.Combine(scratch.Path, "single.log"), threads: 1);
        using var pool = new TeacherProcess(scratch.Models, Path.Combine(scratch.Path, "pool.log"), threads: 0);

        using var nobody = new NoTeacher();
        using var inProcess = new NetworkTeacher(checkpoint, teacherName, CPU, precision);
        using var servedByOne = Connect(single, teacherName);
        using var servedByPool = Connect(pool, teacherName);
        using var natural = new StudentLoop(studentName, "natural", nobody, precision, Steps, settle: true);
        using var matching = new StudentLoop(studentName, "rrm", inProcess, precision, Steps, settle: true);
        using var matchingOne = new StudentLoop(studentName, "rrm", servedByOne, precision, Steps, settle: true);
        using var matchingPool = new StudentLoop(studentName, "rrm", servedByPool, precision, Steps, settle: true);

        var times = Turns.Take(Rounds, warmup: 1, natural.Run, matching.Run, matchingOne.Run, matchingPool.Run);
        string[] names = ["natural", "teacher in process", "teacher served, 1 thread", "teacher served, thread per core"];
        Sample[] seconds = [.. times.Select((way, index) => new Sample(names[index], [.. way.Select(time => time.Seconds)]))];

        var table = new Table(output, $"{teacherName} -> {studentName}, batch 128, {(precision == Precision.BFloat16 ? "bf16" : "fp32")} student, one step");
        foreach (var way in seconds)
            table.Milliseconds(way);
        foreach (var way in seconds[1..])
            table.Ratio(way.Over(seconds[0]));
        for (var way = 2; way < times.Length; way++)
            table.Share(new Sample($"loop idle, {names[way]}", [.. times[way].Select(time => time.TeacherShare)]));
    }

    private static RemoteTeacher Connect(TeacherProcess service, string teacher) => RemoteTeacher.Connect(
        service.EndpointOf(teacher), new RemoteTeacherOptions(), CPU, _ => { }, service.Ended);
}
