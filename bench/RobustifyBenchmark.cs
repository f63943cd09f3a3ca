using System.Diagnostics;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.RobustData;
using static TorchSharp.torch;

namespace Rrm.Bench;

/// <summary>
/// One step of 'rrm robustify' against the same step as the paper's authors wrote it, who run the whole network once more for logits that
/// nobody reads, in float32, on the network as it was trained. Both move the same images down the same gradient and keep the nearest.
/// </summary>
internal static class RobustifyBenchmark
{
    private const int Images = 128;
    private const int Steps = 6;
    private const int Rounds = 5;
    private const double StepSize = 0.1;

    public static void Run(TextWriter output)
    {
        Compare(output, "vgg-medium");
        Compare(output, "resnet-medium");
        Compare(output, "vgg11");
    }

    private static void Compare(TextWriter output, string architecture)
    {
        using var scope = NewDisposeScope();
        var checkpoint = UntrainedTeacher.Create(architecture);
        using var theirs = Network.Load(checkpoint, CPU);
        using var ours = Network.Load(FoldedBatchNorm.Of(checkpoint), CPU);
        var (sources, starts) = (rand(Images, 3, 32, 32), rand(Images, 3, 32, 32));
        var times = Turns.Take(Rounds, warmup: 1,
            () => TheirStep(theirs, sources, starts),
            () => OurStep(ours, sources, starts, Precision.Float32),
            () => OurStep(ours, sources, starts, Precision.BFloat16));
        Sample[] ways = [new("authors' step, fp32", times[0]), new("robustify, fp32", times[1]), new("robustify, bf16", times[2])];
        var table = new Table(output, $"{architecture}, batch {Images}, one step");
        foreach (var way in ways)
            table.Milliseconds(way);
        foreach (var way in ways[1..])
            table.Ratio(way.Over(ways[0]));
    }

    // From the end of the first step to the end of the last.
    private static double OurStep(Network teacher, Tensor sources, Tensor starts, Precision precision)
    {
        var ends = new List<long>();
        new RepresentationDescent(teacher, Steps + 1, StepSize, precision).Run(sources, starts, _ => ends.Add(Stopwatch.GetTimestamp()), CancellationToken.None);
        return Stopwatch.GetElapsedTime(ends[0], ends[^1]).TotalSeconds / Steps;
    }

    private static double TheirStep(Network teacher, Tensor sources, Tensor starts)
    {
        using var scope = NewDisposeScope();
        using var frozen = teacher.Freeze();
        var direction = new L2Ball(double.MaxValue);
        var targets = teacher.Forward(sources).Representation;
        var (current, nearest, smallest) = (starts.clone(), starts.clone(), Arithmetic.Full(Images, double.PositiveInfinity, CPU));
        Step(); // Warms up.
        var started = Stopwatch.GetTimestamp();
        for (var step = 0; step < Steps; step++)
            Step();
        return Stopwatch.GetElapsedTime(started).TotalSeconds / Steps;

        void Step()
        {
            using var iteration = NewDisposeScope();
            var input = current.detach().requires_grad_();
            teacher.Forward(input);
            var distances = (teacher.Forward(input).Representation - targets).norm(1);
            var gradient = autograd.grad([distances.sum()], [input])[0];
            var values = distances.detach();
            nearest.copy_(where((values < smallest).view(-1, 1, 1, 1), current, nearest));
            smallest.copy_(values.minimum(smallest));
            current.copy_(direction.Ascend(current, gradient, -StepSize).Clamp_(0, 1));
        }
    }
}
