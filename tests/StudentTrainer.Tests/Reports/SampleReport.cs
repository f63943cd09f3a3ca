using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Reports;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Reports;

/// <summary>A report with made-up numbers.</summary>
internal static class SampleReport
{
    private static readonly ImageShape Shape = new(3, 32, 32);
    private static readonly string[] Classes = ["disc", "ring", "square", "triangle", "cross"];

    public static QuickstartReport Create() => new()
    {
        Dataset = "shapes",
        DatasetDescription = "Ten drawn forms on noisy ground, 32x32 pixels. Each class also has a faint fine pattern that predicts it perfectly and that an attack can wipe out.",
        Teacher = Network("Teacher", "vgg-small", 98_000, "FGSM-RS, l∞ 8/255", 0.912, 0.781, wait: 0, (2.3, 0.5)),
        Student = Network("RRM student", "resnet-small", 310_000, "RRM, cosine, λ = 0.005", 0.934, 0.596, wait: 0.8, (-0.4, -0.93)),
        Natural = Network("Natural student", "resnet-small", 310_000, "cross-entropy", 0.998, 0.042, wait: 0, (2.2, 0.02)),
        Attack = new ReportAttack("APGD-CE", Norm.Linf, 8 / 255.0, 50, 3, 500),
        Seed = 7,
        Gallery = [.. Enumerable.Range(0, 4).Select(Example)],
        Settings = [new("Batch size", "128"), new("Precision", "bf16 training, fp32 evaluation"), new("Teacher endpoint", "unix socket")],
        Commands =
        [
            "rrm train fgsm-rs --arch vgg-small --dataset shapes --out quickstart/teacher",
            "rrm export quickstart/teacher --out quickstart/models/teacher",
            "TeacherServer --models quickstart/models --urls http://127.0.0.1:5000",
            "rrm train rrm --arch resnet-small --dataset shapes --teacher http://127.0.0.1:5000/teacher --out quickstart/student",
        ],
        Machine = [new("Processor", "Example CPU, 2 cores"), new("Device", "cpu"), new("System", "Debian 12"), new("Versions", ".NET 10.0, TorchSharp 0.107.0, ONNX Runtime 1.31.1")],
        Written = new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero),
    };

    public static ReportNetwork Network(string role, string architecture, long parameters, string method, double natural, double robust, double wait = 0, (double First, double Last) loss = default)
    {
        var deviation = 1.96 * Math.Sqrt(robust * (1 - robust) / 500);
        var curve = Enumerable.Range(1, 12).Select(epoch =>
        {
            var progress = 1 - Math.Exp(-epoch / 3.0);
            return new EpochMetrics(epoch, loss.First + progress * (loss.Last - loss.First), natural * progress, natural * (0.1 + 0.9 * progress), 0.05, 3.21, wait, 1900);
        });
        return new(role, architecture, parameters, method, natural, robust, (Math.Max(0, robust - deviation), Math.Min(1, robust + deviation)), 44.4, [.. curve]);
    }

    private static GalleryExample Example(int index)
    {
        var (pixels, grain) = (new float[Shape.Elements], Goldens.Uniform("grain", Shape.Elements));
        for (var place = 0; place < pixels.Length; place++)
        {
            var (channel, y, x) = (place / 1024, place / 32 % 32 - 16, place % 32 - 16);
            var inside = index switch { 0 => x * x + y * y < 100, 1 => x * x + y * y is > 40 and < 120, 2 => Math.Max(Math.Abs(x), Math.Abs(y)) < 9, _ => y > -8 && y < 8 && Math.Abs(x) < (y + 8) / 2 };
            pixels[place] = (inside ? 0.7f + 0.1f * channel : 0.25f) + 0.06f * (float)(grain[place] - 0.5);
        }
        var noise = Goldens.Uniform($"attack {index}", pixels.Length);
        GalleryAttack Attack(string clean, string attacked) =>
            new(clean, [.. pixels.Select((pixel, place) => Math.Clamp(pixel + (noise[place] < 0.5 ? -8 : 8) / 255f, 0, 1))], attacked);
        var (label, other) = (Classes[index], Classes[index + 1]);
        return new(Shape, pixels, label, [Attack(label, label), Attack(label, index == 2 ? other : label), Attack(label, other)]);
    }
}
