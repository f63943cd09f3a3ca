using System.Text.Json;
using System.Text.RegularExpressions;
using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.Chain;

/// <summary>The main job, as the README's first command runs it.</summary>
public sealed partial class QuickstartTests
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(8); // Measured: under two minutes on two idle cores.

    [Fact]
    public async Task The_student_inherits_its_teachers_robustness_and_a_natural_one_has_none()
    {
        using var folder = new TemporaryFolder();
        using var rrm = ChildProcess.Rrm(folder.Path, "quickstart", "--out", folder["out"], "--json", folder["result.json"]);
        var finished = (await rrm.EndAsync(limit)).AssertDone();

        using var json = JsonDocument.Parse(File.ReadAllText(folder["result.json"]));
        var (_, teacher) = Accuracies(json, "teacher");
        var (_, student) = Accuracies(json, "student");
        var (naturalClean, natural) = Accuracies(json, "natural");
        Assert.InRange(naturalClean, 0.9, 1);
        Assert.InRange(natural, 0, 0.4);
        Assert.InRange(teacher, 0.75, 1);
        Assert.True(student - natural > teacher - student, $"The student's robust accuracy {student} is nearer to the natural student's {natural} than to the teacher's {teacher}.");
        Assert.InRange(student / teacher, 0.55, 1.2);
        Assert.Contains("RRM student", finished.Output);

        AssertStandsAlone(File.ReadAllText(folder["out/report.html"]));
        Assert.Empty(Directory.GetFiles(folder["tmp"], "*.sock", SearchOption.AllDirectories));
        Assert.DoesNotContain(RunningCommandLines(), line => line.Contains(folder.Path));
    }

    private static (double Clean, double Robust) Accuracies(JsonDocument result, string network)
    {
        var run = result.RootElement.GetProperty(network);
        return (run.GetProperty("natural_accuracy").GetDouble(), run.GetProperty("robust").EnumerateArray().Last().GetProperty("accuracy").GetDouble());
    }

    // A page that can be mailed: nothing is fetched when it is opened.
    private static void AssertStandsAlone(string page)
    {
        Assert.Contains("</html>", page);
        Assert.Contains("<svg", page);
        Assert.DoesNotMatch(OutsideReference(), page);
    }

    private static IEnumerable<string> RunningCommandLines() => Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)).Select(folder =>
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // It ended while we looked.
        }
    });

    [GeneratedRegex("""(src|href)\s*=\s*(?>["']?)(?!data:|#)|url\(\s*(?>["']?)(?!data:|#)|@import|<(script|link|iframe)\b[^>]*(src|href)""", RegexOptions.IgnoreCase)]
    private static partial Regex OutsideReference();
}
