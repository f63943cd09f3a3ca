using System.Reflection;
using TorchSharp;

namespace Rrm.StudentTrainer.Runs;

/// <summary>Versions of what decides numbers.</summary>
public static class LibraryVersions
{
    /// <summary>Source commit of this program, where the build knew it.</summary>
    public static string? Commit { get; } = InformationalVersion(typeof(LibraryVersions)).Split('+') is [_, var commit] ? commit : null;

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["rrm"] = InformationalVersion(typeof(LibraryVersions)),
        ["dotnet"] = Environment.Version.ToString(),
        ["torchsharp"] = InformationalVersion(typeof(torch)).Split('+')[0],
        ["libtorch"] = torch.__version__,
        ["onnxruntime"] = InformationalVersion(typeof(Microsoft.ML.OnnxRuntime.InferenceSession)).Split('+')[0],
    };

    private static string InformationalVersion(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
