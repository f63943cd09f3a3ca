using System.Reflection;

namespace Rrm.TeacherServer.Telemetry;

internal static class ServerVersion
{
    /// <summary>Of this program, with the commit where the build knew it.</summary>
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
