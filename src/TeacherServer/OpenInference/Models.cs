using System.Globalization;
using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>The teachers as the protocol names them: by a name and the number of a version, empty for the one that is served.</summary>
internal sealed class Models(TeacherRepository repository, Representer representer)
{
    public IEnumerable<Teacher> All => repository.Teachers.Select(teacher => teacher.Description);

    /// <summary>One version of a teacher is served at a time.</summary>
    public static string VersionOf(Teacher teacher) => "1";

    /// <summary>The teacher that is meant, or null and the refusal.</summary>
    public Teacher? Find(string name, string version, out Refusal? refusal)
    {
        var teacher = repository.Find(name)?.Description;
        refusal = representer.NotServing ?? (teacher is null ? representer.Unknown(name) : OfVersion(version, teacher));
        return refusal is null ? teacher : null;
    }

    private static Refusal? OfVersion(string version, Teacher teacher)
    {
        if (version.Length == 0 || version == VersionOf(teacher))
            return null;
        return ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? new(StatusCode.NotFound, RefusalReason.UnknownTeacher, $"Teacher '{teacher.Name}' is served in version {VersionOf(teacher)}; the request asks for {Quoted.Of(version)}.")
            : Misuse.Of($"The version is {Quoted.Of(version)}; expected a number, or nothing for the one that is served.");
    }
}
