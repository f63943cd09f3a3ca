using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.Bench;

/// <summary>
/// Steps of adversarial methods against a natural one of the same network. By count of forward passes (a backward pass to the pixels counts one, a full one
/// two) Fast AT is 17/3 = 5.67, Free AT's replay 1; the authors' Fast AT, which computes the weights' gradients in the attack too, 8.
/// </summary>
internal static class FastAtBenchmark
{
    public static void Run(TextWriter output)
    {
        Compare("vgg-medium", steps: 2, rounds: 5);
        Compare("resnet-medium", steps: 2, rounds: 3);
        Compare("vgg11", steps: 1, rounds: 3);

        void Compare(string architecture, int steps, int rounds)
        {
            using var nobody = new NoTeacher();
            using var natural = new StudentLoop(architecture, "natural", nobody, Precision.Float32, steps);
            using var fast = new StudentLoop(architecture, "fast-at", nobody, Precision.Float32, steps);
            using var free = new StudentLoop(architecture, "free-at", nobody, Precision.Float32, steps);
            var times = Turns.Take(rounds, warmup: 1, () => natural.Run().Seconds, () => fast.Run().Seconds, () => free.Run().Seconds);
            Sample[] seconds = [new("natural", times[0]), new("fast-at", times[1]), new("free-at, one replay", times[2])];
            var table = new Table(output, $"{architecture}, batch 128, fp32, one step");
            foreach (var way in seconds)
                table.Milliseconds(way);
            foreach (var way in seconds[1..])
                table.Ratio(way.Over(seconds[0]));
        }
    }
}
