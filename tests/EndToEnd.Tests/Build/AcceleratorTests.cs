using System.Text.Json;

namespace Rrm.EndToEnd.Tests.Build;

public sealed class AcceleratorTests
{
    private static readonly string[] projects = ["src/Inference", "src/Shared", "src/StudentTrainer", "src/TeacherServer", "tools/onnx-export"];

    [Theory]
    [InlineData("cpu", "TorchSharp-cpu", "Microsoft.ML.OnnxRuntime")]
    [InlineData("cuda", "TorchSharp-cuda-linux", "Microsoft.ML.OnnxRuntime.Gpu")]
    public void Accelerator_selects_exactly_its_native_packages(string accelerator, params string[] expected)
    {
        var references = projects.SelectMany(p => Items(p, "PackageReference", $"-p:Accelerator={accelerator}"));
        Assert.Equal(expected.Order(), references.Select(Name).Where(IsNative).Distinct().Order());
    }

    [Fact]
    public void Without_a_choice_it_is_the_cpu() =>
        Assert.Contains("TorchSharp-cpu", Items("src/StudentTrainer", "PackageReference").Select(Name));

    [Fact]
    public void Versions_come_from_central_management_and_fit_each_other()
    {
        var references = Items("src/StudentTrainer", "PackageReference", "-p:Accelerator=cuda").Concat(Items("src/Inference", "PackageReference", "-p:Accelerator=cuda"));
        var versions = Items("src/StudentTrainer", "PackageVersion").ToDictionary(Name, v => v.GetProperty("Version").GetString());

        Assert.All(references, r => Assert.False(r.TryGetProperty("Version", out _), $"{Name(r)} has a version of its own"));
        Assert.Equal(versions["TorchSharp-cpu"], versions["TorchSharp-cuda-linux"]);
        Assert.Equal(versions["Microsoft.ML.OnnxRuntime"], versions["Microsoft.ML.OnnxRuntime.Gpu"]);
    }

    [Fact]
    public void An_unknown_accelerator_is_refused_in_a_sentence()
    {
        var (exitCode, output) = DotNet.Run("build", "src/Shared", "--no-restore", "-p:Accelerator=tpu");
        Assert.NotEqual(0, exitCode);
        Assert.Contains("expected cpu or cuda", output);
    }

    private static bool IsNative(string package) =>
        package.StartsWith("TorchSharp-", StringComparison.Ordinal) || package.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.Ordinal);

    private static string Name(JsonElement item) => item.GetProperty("Identity").GetString()!;

    private static IEnumerable<JsonElement> Items(string project, string item, params string[] properties)
    {
        var file = Directory.GetFiles(Path.Combine(DotNet.Root, project), "*.csproj").Single();
        var (exitCode, output) = DotNet.Run(["msbuild", file, $"-getItem:{item}", .. properties]);
        Assert.True(exitCode == 0, output);
        return JsonDocument.Parse(output).RootElement.GetProperty("Items").GetProperty(item).EnumerateArray();
    }
}
