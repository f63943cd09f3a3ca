using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>The same RRM step, resnet18 from a vgg11 teacher in process, in both programs, step by step in turns.</summary>
internal static class PyTorchBenchmark
{
    public static void Run(TextWriter output)
    {
        using var python = PyTorchProcess.Start(out var problem);
        if (python is null)
        {
            output.WriteLine($"  Skipped: {problem}");
            return;
        }
        output.WriteLine($"  PyTorch {python.Version}, {python.Threads} threads");
        Compare(Precision.Float32, "fp32", rounds: 5);
        Compare(Precision.BFloat16, "bf16", rounds: 7);

        void Compare(Precision precision, string name, int rounds)
        {
            using var teacher = new NetworkTeacher(UntrainedTeacher.Create("vgg11"), "vgg11", CPU, precision);
            using var student = new StudentLoop("resnet18", "rrm", teacher, precision, steps: 1);
            var times = Turns.Take(rounds, warmup: 1, () => python.Step(name), () => student.Run().Seconds);
            var (theirs, ours) = (new Sample("PyTorch", times[0]), new Sample("Rrm", times[1]));
            var table = new Table(output, $"vgg11 -> resnet18, batch 128, {name}{(precision == Precision.BFloat16 ? " channels-last" : "")}, one step");
            table.Milliseconds(theirs);
            table.Milliseconds(ours);
            table.Ratio(ours.Over(theirs));
        }
    }
}
