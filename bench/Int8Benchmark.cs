using System.Diagnostics;
using Rrm.Inference;
using Rrm.OnnxExport;

namespace Rrm.Bench;

/// <summary>
/// Images a second that a teacher answers in this process, float32 and int8. The gain is the processor's: its instructions for bytes (VNNI, AMX on
/// x86) do four times the products of those for floats, and bytes are a quarter of the memory.
/// </summary>
internal static class Int8Benchmark
{
    private const int Rounds = 5;

    public static void Run(TextWriter output)
    {
        using var scratch = new ScratchFolder();
        Compare("vgg-medium", images: 512);
        Compare("resnet-medium", images: 512);
        Compare("vgg11", images: 256);
        Compare("resnet18", images: 128);

        void Compare(string architecture, int images)
        {
            var teacher = UntrainedTeacher.Create(architecture);
            var dataset = new Datasets.Dataset("noise", Noise.Images(64, "train"), Noise.Images(64, "test"));
            TeacherExporter.Export(teacher, Path.Combine(scratch.Models, "float32"));
            TeacherExporter.Export(teacher, Path.Combine(scratch.Models, "int8"), new Int8Options(dataset), CancellationToken.None);
            using var float32 = TeacherModel.Load(Path.Combine(scratch.Models, "float32"), new() { Device = Device.Cpu });
            using var int8 = TeacherModel.Load(Path.Combine(scratch.Models, "int8"), new() { Device = Device.Cpu });
            foreach (var batch in (int[])[1, 32, 128])
            {
                using var slow = WithNoise(float32.CreateRunner(batch));
                using var fast = WithNoise(int8.CreateRunner(batch));
                var rates = Turns.Take(Rounds, warmup: 1, () => Rate(slow, images), () => Rate(fast, images));
                var (before, after) = (new Sample("float32", rates[0]), new Sample("int8", rates[1]));
                var table = new Table(output, $"{architecture}, batch {batch}, images");
                table.PerSecond(before);
                table.PerSecond(after);
                table.Ratio(after.Over(before));
            }
        }
    }

    private static TeacherRunner WithNoise(TeacherRunner runner)
    {
        var random = new Random(1);
        foreach (ref var pixel in runner.Images(runner.Capacity))
            pixel = random.NextSingle();
        return runner;
    }

    private static double Rate(TeacherRunner runner, int images)
    {
        var start = Stopwatch.GetTimestamp();
        for (var done = 0; done < images; done += runner.Capacity)
            runner.Run(runner.Capacity);
        return images / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
