using System.Text.Json;

namespace Rrm.TeacherServer.Telemetry;

internal static class RefusalReasonWords
{
    // By number, so that a refusal under load makes no string.
    private static readonly string[] Words = [.. Enum.GetNames<RefusalReason>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    /// <summary>As metrics, logs and JSON call it: <c>queue_full</c>.</summary>
    public static string ToWord(this RefusalReason reason) => Words[(int)reason];
}
