using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Where a number was measured: no figure is told without it.</summary>
public sealed record Machine(string Cpu, int Cores, string System, IReadOnlyDictionary<string, string> Versions)
{
    public static Machine Describe() => new(CpuModel(), Environment.ProcessorCount, RuntimeInformation.OSDescription, new Dictionary<string, string>
    {
        ["rrm"] = VersionOf(typeof(Machine).Assembly),
        ["dotnet"] = Environment.Version.ToString(),
        ["torchsharp"] = VersionOf(typeof(torch).Assembly),
        ["libtorch"] = torch.__version__,
        ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
    });

    /// <summary>One line for a person.</summary>
    public override string ToString() =>
        $"{Cpu}, {Cores} cores, {System}; {string.Join(", ", Versions.Select(version => $"{version.Key} {version.Value}"))}";

    private static string CpuModel()
    {
        const string linux = "/proc/cpuinfo";
        var line = File.Exists(linux) ? File.ReadLines(linux).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // Without the commit that the build appends after a plus sign.
    private static string VersionOf(Assembly assembly) =>
        (assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version!.ToString()).Split('+')[0];
}
