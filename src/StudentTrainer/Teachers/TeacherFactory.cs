using Rrm.Checkpoints;
using Rrm.Clients;
using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>From a --teacher value to a teacher: a checkpoint, a teacher folder, or one or more endpoints.</summary>
internal static class TeacherFactory
{
    public static ITeacher Open(string? value, TeacherOutputs needs, RemoteTeacherOptions options, Device device, Precision precision, Action<string> notice, CancellationToken cancellation)
    {
        if (value is null)
            return new NoTeacher();
        if (TeacherEndpoint.IsEndpoint(value))
            return RemoteTeacher.Connect(value, options, device, notice, cancellation, needs);
        if (TeacherFolder.IsAt(value))
            return new OnnxTeacher(value, device, needs);
        if (!Directory.Exists(value))
            throw new RrmException($"No teacher at '{value}'; expected a checkpoint folder, a teacher folder, or http://host:port/NAME, dns:///host:port/NAME or unix:/path.sock/NAME (several with commas).");
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(value)));
        return new NetworkTeacher(Checkpoint.Read(value), name, device, precision, needs);
    }
}
