using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Rrm.TeacherServer.Security;

internal static class CallerFeature
{
    /// <summary>Metadata entry by which a client that is not authenticated names itself.</summary>
    public const string ClientHeader = "rrm-client";

    /// <summary>Metadata entry with the class of the work.</summary>
    public const string WorkHeader = "rrm-work";

    /// <summary>Who calls, as <see cref="Authentication"/> found.</summary>
    public static Caller Caller(this HttpContext context) => context.Features.GetRequiredFeature<Caller>();

    /// <summary>Where nobody has to prove a name: as the client calls itself, else its connection.</summary>
    public static string ClaimedName(this HttpContext context)
    {
        var claimed = context.Request.Headers[ClientHeader].ToString();
        return claimed.Length is > 0 and <= 64 ? claimed : TeacherServer.Security.Caller.ConnectionPrefix + context.Connection.Id;
    }

    /// <summary>What the answers are for.</summary>
    public static WorkClass Work(this HttpContext context) =>
        Enum.TryParse<WorkClass>(context.Request.Headers[WorkHeader].ToString(), ignoreCase: true, out var work) && Enum.IsDefined(work) ? work : WorkClass.Train;

    public static CallContext ToCallContext(this ServerCallContext context)
    {
        var http = context.GetHttpContext();
        return new(http.Caller(), http.Work(), context.Deadline, context.CancellationToken);
    }
}
