using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.Bench;

/// <summary>One step of natural training in both precisions, with everything that belongs to it. Both are channels-last.</summary>
internal static class PrecisionBenchmark
{
    public static void Run(TextWriter output)
    {
        Compare("vgg-medium", steps: 4, rounds: 5);
        Compare("resnet-medium", steps: 4, rounds: 5);
        Compare("vgg11", steps: 1, rounds: 5);
        Compare("resnet18", steps: 1, rounds: 3);

        void Compare(string architecture, int steps, int rounds)
        {
            using var nobody = new NoTeacher();
            using var full = new StudentLoop(architecture, "natural", nobody, Precision.Float32, steps);
            using var half = new StudentLoop(architecture, "natural", nobody, Precision.BFloat16, steps);
            var times = Turns.Take(rounds, warmup: 1, () => full.Run().Seconds, () => half.Run().Seconds);
            var (fp32, bf16) = (new Sample("fp32", times[0]), new Sample("bf16", times[1]));
            var table = new Table(output, $"{architecture}, batch 128, one step");
            table.Milliseconds(fp32);
            table.Milliseconds(bf16);
            table.Ratio(bf16.Over(fp32));
        }
    }
}
