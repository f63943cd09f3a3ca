namespace Rrm.TeacherServer.Telemetry;

/// <summary>One refused request. Client and teacher are what the request called itself and asked for: other people's text.</summary>
internal readonly record struct RefusalEvent(DateTimeOffset Time, string Client, string Teacher, RefusalReason Reason);
