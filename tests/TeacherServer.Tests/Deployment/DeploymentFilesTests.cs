using System.Text.RegularExpressions;

namespace Rrm.TeacherServer.Tests.Deployment;

/// <summary>The files in deploy/, by the programs that read them, where this machine has them.</summary>
public sealed partial class DeploymentFilesTests
{
    private static readonly string Folder = Checkout.PathOf("deploy");

    private static IEnumerable<string> YamlFiles => Directory.EnumerateFiles(Folder, "*.*", SearchOption.AllDirectories).Where(file => file.EndsWith(".yaml") || file.EndsWith(".yml"));

    [Fact]
    public async Task Every_YAML_file_is_read_by_a_parser()
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && (await ForeignProgram.RunAsync(python, "-c", "import yaml")).ExitCode == 0, "Python's yaml is not installed (Debian: python3-yaml).");
        string[] files = [.. YamlFiles];
        Assert.True(files.Length >= 10);
        var (exitCode, output, errors) = await ForeignProgram.RunAsync(python, ["-c", "import sys, yaml; print(sum(len(list(yaml.safe_load_all(open(f)))) for f in sys.argv[1:]))", .. files]);
        Assert.True(exitCode == 0, errors);
        Assert.Equal(files.Length, int.Parse(output));
    }

    [Theory]
    [InlineData("base", "nvidia.com/gpu: \"1\"", "- cuda")]
    [InlineData("overlays/cpu", null, "- cpu")]
    public async Task Kustomizations_render(string kustomization, string? gpus, string device)
    {
        Assert.SkipUnless(ForeignProgram.Exists("kubectl"), "kubectl is not on the PATH.");
        var (exitCode, output, errors) = await ForeignProgram.RunAsync("kubectl", "kustomize", Path.Combine(Folder, "kubernetes", kustomization));
        Assert.True(exitCode == 0, errors);
        foreach (var kind in new[] { "Deployment", "Service", "PodDisruptionBudget", "HorizontalPodAutoscaler", "NetworkPolicy" })
            Assert.Single(Regex.Matches(output, $"(?m)^kind: {kind}$"));
        Assert.Equal(gpus is not null, output.Contains("nvidia.com/gpu"));
        Assert.Contains(gpus ?? "", output);
        Assert.Contains(device, output);
    }

    [Fact]
    public async Task The_unit_is_what_systemd_takes()
    {
        Assert.SkipUnless(ForeignProgram.Exists("systemd-analyze") && File.Exists("/usr/bin/dotnet"), "systemd-analyze and /usr/bin/dotnet are not both here.");
        var (exitCode, output, errors) = await ForeignProgram.RunAsync("systemd-analyze", "verify", Path.Combine(Folder, "systemd", "rrm-teacher.service"));
        Assert.True(exitCode == 0, output + errors);
        Assert.Equal("", errors.Trim());
    }

    [Fact]
    public void Alerts_and_autoscaling_ask_for_metrics_that_there_are()
    {
        // A name that a rule of ours gives to what it computes.
        var known = OperationsGuide.PrometheusNames.ToHashSet();
        foreach (var file in YamlFiles)
            foreach (Match name in RuleName().Matches(File.ReadAllText(file)))
                known.Add(name.Groups[1].Value);
        var asked = YamlFiles.SelectMany(file => MetricName().Matches(File.ReadAllText(file)).Select(match => match.Value)).Distinct().ToList();
        Assert.True(asked.Count >= 7);
        Assert.All(asked, name => Assert.Contains(HistogramSuffix().Replace(name, ""), known));
    }

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var alerts = File.ReadAllText(Path.Combine(Folder, "prometheus", "alerts.yml"));
        var names = AlertName().Matches(alerts).Select(match => match.Groups[1].Value).ToList();
        Assert.True(names.Count >= 8);
        Assert.Equal(names.Order(), OperationsGuide.Runbooks.Order());
        Assert.Equal(names.Select(name => $"docs/operations.md#{name.ToLowerInvariant()}"), Regex.Matches(alerts, "(?m)^ +runbook: (.+)$").Select(match => match.Groups[1].Value));
    }

    [Theory]
    [InlineData("Dockerfile")]
    [InlineData("Dockerfile.cuda")]
    public void Images_copy_what_there_is_and_run_without_root(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "docker", name));
        var copied = lines.Where(line => line.StartsWith("COPY ") && !line.Contains("--from")).SelectMany(line => line.Split(' ')[1..^1]).ToList();
        Assert.True(copied.Count >= 8);
        Assert.All(copied, path => Assert.True(Path.Exists(Checkout.PathOf(path)), path));
        Assert.All(ProjectsOf("src/TeacherServer"), project => Assert.Contains(project, copied));
        Assert.Single(lines, line => line.StartsWith("USER "));
        Assert.DoesNotContain("USER root", lines);
    }

    // A project's folder, and those of all that it refers to.
    private static IEnumerable<string> ProjectsOf(string folder)
    {
        var project = Directory.EnumerateFiles(Checkout.PathOf(folder), "*.csproj").Single();
        return Regex.Matches(File.ReadAllText(project), "ProjectReference Include=\"\\.\\./([A-Za-z]+)/").SelectMany(match => ProjectsOf($"src/{match.Groups[1].Value}")).Prepend(folder).Distinct();
    }

    [GeneratedRegex(@"\brrm_[a-z0-9_]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\bas: (rrm_[a-z0-9_]+)")]
    private static partial Regex RuleName();

    [GeneratedRegex("_(bucket|count|sum)$")]
    private static partial Regex HistogramSuffix();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();
}
