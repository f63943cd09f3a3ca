using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.StatusPage;

/// <summary>The status page: page.html with a status filled in.</summary>
internal static partial class StatusDocument
{
    private static readonly string Template = ReadTemplate();

    /// <summary>Nothing from elsewhere, and of this page only the style and the script that were built in.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src '{HashOf("style")}'; script-src '{HashOf("script")}'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static string Render(ServerStatus status)
    {
        var sections = Sections(status);
        return Marker().Replace(Template, marker => sections[marker.Groups[1].Value].ToString());
    }

    private static Dictionary<string, Html> Sections(ServerStatus status) => new()
    {
        ["title"] = $"Teacher service: {status.State.ToString().ToLowerInvariant()}",
        ["state"] = $"""<span class="{(status.State == ServerState.Ready ? "state" : "state alarm")}">{status.State.ToString()}</span>""",
        ["time"] = $"{status.Time:yyyy-MM-dd HH:mm:ss} UTC",
        ["refusal-limit"] = $"{RefusalLog.Capacity}",
        ["teachers"] = Rows(status.Teachers, 7, "No teacher is loaded yet.", StatusRows.OfTeacher),
        ["problems"] = Problems(status.Problems),
        ["load"] = Rows(status.Load, 8, "No teacher is loaded yet.", StatusRows.OfLoad),
        ["latency"] = Rows(status.Load, 10, "No teacher is loaded yet.", StatusRows.OfLatency),
        ["clients"] = Rows(status.Clients, 5, "No client came by yet.", StatusRows.OfClient),
        ["refusals"] = Rows(status.Refusals, 4, "Nothing was refused.", StatusRows.OfRefusal),
        ["server"] = StatusRows.OfServer(status),
    };

    private static Html Problems(IReadOnlyList<ProblemStatus> problems)
    {
        if (problems.Count == 0)
            return $"";
        return $"""<p class="alarm">In the models folder, but not served:</p><ul>{problems.Select(StatusRows.OfProblem)}</ul>""";
    }

    private static Html Rows<T>(IReadOnlyList<T> items, int columns, string none, Func<T, Html> row)
    {
        if (items.Count == 0)
            return $"""<tr><td colspan="{columns}">{none}</td></tr>""";
        return $"{items.Select(row)}";
    }

    private static string HashOf(string element)
    {
        var (open, close) = ($"<{element}>", $"</{element}>");
        var start = Template.IndexOf(open, StringComparison.Ordinal) + open.Length;
        var content = Template[start..Template.IndexOf(close, start, StringComparison.Ordinal)];
        return $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}";
    }

    private static string ReadTemplate()
    {
        using var reader = new StreamReader(typeof(StatusDocument).Assembly.GetManifestResourceStream("status-page.html")!);
        // Browsers hash what they parsed, with plain line ends, whatever a checkout made of them.
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"<!--\[([a-z-]+)\]-->")]
    private static partial Regex Marker();
}
