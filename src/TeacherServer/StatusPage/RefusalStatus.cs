using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>One refused request. Client and teacher are the request's own words.</summary>
internal sealed record RefusalStatus(DateTimeOffset Time, string Client, string Teacher, RefusalReason Reason);
