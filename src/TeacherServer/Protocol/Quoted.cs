using System.Text.Json;

namespace Rrm.TeacherServer.Protocol;

/// <summary>A client's text inside our sentences and logs: on one line, and not longer than a name may be.</summary>
internal static class Quoted
{
    private const int MaxLength = 64;

    public static string Of(string text) => JsonSerializer.Serialize(text.Length > MaxLength ? text[..MaxLength] + "..." : text);
}
