using System.Collections;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>
/// Configuration from variables such as <c>Rrm__Security__Certificate</c>, in any case. Two underscores, also after the prefix, because Kubernetes gives
/// every container variables with one for each service it knows, such as RRM_TEACHER_PORT.
/// </summary>
internal static class EnvironmentVariables
{
    private const string Separator = "__";
    private const string Prefix = "Rrm" + Separator;

    public static string NameOf(string key) => Prefix + key.Replace(".", Separator);

    public static Layer Read(IDictionary variables)
    {
        var layer = new Layer("the environment");
        foreach (var name in variables.Keys.Cast<string>().Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal))
            layer.Set(name[Prefix.Length..].Split(Separator), (string)variables[name]!, $"environment variable {name}");
        return layer;
    }
}
