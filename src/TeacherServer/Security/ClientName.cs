using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.Security;

/// <summary>Names of clients go into keys, logs and metrics, and so are plain.</summary>
internal static class ClientName
{
    private const int MaxLength = 64;

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? ProblemOf(string name) =>
        name.Length is 0 or > MaxLength || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? $"A client is called {Quoted.Of(name)}; expected up to {MaxLength} letters, digits, '-', '_' and '.'."
            : null;
}
