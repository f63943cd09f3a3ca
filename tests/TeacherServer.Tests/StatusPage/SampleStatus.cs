using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.StatusPage;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.StatusPage;

/// <summary>A busy server, with clients that mean no good.</summary>
internal static class SampleStatus
{
    public const string Hostile = "<img src=x onerror=alert(1)>";

    public static ServerStatus Of(ServerState state) => new(
        state,
        new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero),
        93_784,
        "1.2.3",
        ".NET 10",
        "gpu-7",
        16,
        new(1_234_000_000, 56_000_000, 42, 0.25),
        [Teacher("robust-resnet50", null), Teacher("small", "ONNX Runtime's CUDA provider is not in this build")],
        [new("small", "4", "'/srv/models/small/4/model.onnx' has another SHA-256 than teacher.json says. Export the teacher again.", new DateTimeOffset(2026, 5, 4, 2, 0, 0, TimeSpan.Zero))],
        [Load("robust-resnet50"), Load("small")],
        [new("trainer-1", 8, 4321.5, 120_000, 3), new(Hostile, 0, 0, 0, 12)],
        [new(new DateTimeOffset(2026, 5, 4, 3, 2, 0, TimeSpan.Zero), Hostile, "\"><script>alert(2)</script>", RefusalReason.UnknownTeacher)]);

    private static TeacherStatus Teacher(string name, string? reason) => new(
        name, "3", new string('a', 64), "resnet50", "3x224x224", "float32", reason is null ? "cuda" : "cpu", reason is null ? ["cuda:0", "cuda:1"] : ["cpu"], reason);

    private static LoadStatus Load(string name) => new(
        name, 512, 1234.5, [.. Enumerable.Range(0, 20).Select(index => 100.0 * (index % 7))], 20.25,
        new(100, 64, 128, 256), new(100, 0.0012, 0.0034, 0.0056), new(100, 0.012, 0.034, 0.056), new(100, 0.02, 0.05, 1.25), 900, 100, 77);
}
