using System.Runtime.InteropServices;
using Rrm.Inference;
using Rrm.TeacherServer.Tests.Hosting;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Clients;

/// <summary>The real server in a process of its own, and files with images and what its teacher answers to them, for clients in other languages.</summary>
internal sealed class ServedGoldens : IDisposable
{
    private const int Images = 100;

    private readonly TemporaryTeachers teachers = new("dnn");
    private readonly ServerProcess server;

    private ServedGoldens() =>
        server = new("--models", teachers.Path, "--urls", "http://127.0.0.1:0", "--max-batch", "16", "--max-request-images", "24");

    /// <summary>What the clients' tests read.</summary>
    public (string Name, string Value)[] Environment { get; private set; } = [];

    public string Folder => teachers.Path;

    public static async Task<ServedGoldens> StartAsync()
    {
        var goldens = new ServedGoldens();
        var files = Directory.CreateDirectory(Path.Combine(goldens.teachers.Path, ".goldens")).FullName;
        using (var model = TeacherModel.Load(goldens.teachers["dnn"]))
        {
            var request = Requests.Bytes(Images, 5);
            var (representation, logits) = model.Expected(request);
            File.WriteAllBytes(Path.Combine(files, "images.u8"), request.Images.Pixels.ToByteArray());
            File.WriteAllBytes(Path.Combine(files, "representation.f32"), MemoryMarshal.AsBytes(representation.AsSpan()));
            File.WriteAllBytes(Path.Combine(files, "logits.f32"), MemoryMarshal.AsBytes(logits.AsSpan()));
            goldens.Environment = [("RRM_TEACHER_SHA256", model.Sha256), ("RRM_TEACHER_NAME", "dnn"), ("RRM_TEACHER_GOLDENS", files)];
        }
        var address = new Uri(await goldens.server.ReadyAsync()).Authority;
        goldens.Environment = [.. goldens.Environment, ("RRM_TEACHER_ADDRESS", address)];
        return goldens;
    }

    public void Dispose()
    {
        server.Dispose();
        teachers.Dispose();
    }
}
