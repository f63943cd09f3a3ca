using System.Globalization;
using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>The teachers as the protocol names them: by a name and the number of a version, empty for the newest.</summary>
internal sealed class Models(TeacherRepository repository, Representer representer)
{
    /// <summary>Every version of every teacher that the client may use.</summary>
    public IEnumerable<Teacher> For(Caller caller) => repository.Teachers.Where(teacher => caller.MayUse(teacher.Name)).Select(teacher => teacher.Description);

    /// <summary>The teacher that is meant, or null and the refusal. A pin that no version has is for the <see cref="Representer"/> to refuse.</summary>
    public Teacher? Find(string name, string version, string sha256, Caller caller, out Refusal? refusal)
    {
        var teacher = caller.MayUse(name) ? repository.Find(name, version, sha256) : null;
        refusal = representer.NotServing ?? (!caller.MayUse(name) ? Denial.OfTeacher
            : version.Length > 0 && !ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out _)
                ? Misuse.Of($"The version is {Quoted.Of(version)}; expected a number, or nothing for the newest.")
            : teacher is null ? representer.Unknown(name, version, caller) : null);
        return refusal is null ? teacher!.Description : null;
    }
}
