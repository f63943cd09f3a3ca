using System.Security.Cryptography;
using TorchSharp;

namespace Rrm.EndToEnd.Tests.Build;

public sealed class LibTorchSharpTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rrm-build-");

    [Fact]
    public void The_library_in_the_output_loads_and_computes() => Assert.Equal(6f, torch.arange(4).sum().item<long>());

    [Fact]
    public void A_library_with_a_foreign_hash_is_used_as_it_is_and_the_warning_says_what_to_do()
    {
        var foreign = Path.Combine(folder.FullName, "libLibTorchSharp.so");
        File.WriteAllText(foreign, "another build of the library");

        var (exitCode, output) = Step(foreign, "-p:TreatWarningsAsErrors=true", "-p:MSBuildTreatWarningsAsErrors=true");

        Assert.True(exitCode == 0, output);
        Assert.Contains("warning RRM0001", output);
        Assert.Contains(Sha256(foreign), output);
        Assert.Contains("install the libstdc++ of GCC 13 or newer", output);
        Assert.Contains($"copies {foreign} to", output);
        Assert.Equal("another build of the library", File.ReadAllText(foreign));
    }

    [Fact]
    public void The_known_library_is_rewritten_once_and_the_package_cache_keeps_its_own()
    {
        var (_, packages) = DotNet.Run("msbuild", "src/StudentTrainer/StudentTrainer.csproj", "-getProperty:NuGetPackageRoot");
        var original = Path.Combine(packages.Trim(), "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        var before = Sha256(original);

        var (exitCode, output) = Step(original);
        Assert.True(exitCode == 0, output);
        var rewritten = Assert.Single(folder.GetFiles("libLibTorchSharp.so", SearchOption.AllDirectories));
        Assert.Contains($"copies {rewritten.FullName} to runtimes/linux-x64/native/", output);
        Assert.NotEqual(before, Sha256(rewritten.FullName));
        Assert.Equal(before, Sha256(original));

        var (_, again) = Step(original);
        Assert.DoesNotContain("rewrote", again);
        Assert.Equal(rewritten.LastWriteTimeUtc, File.GetLastWriteTimeUtc(rewritten.FullName));
    }

    public void Dispose() => folder.Delete(recursive: true);

    // The step alone, in a project that stands where the SDK's own package resolution does.
    private (int ExitCode, string Output) Step(string library, params string[] properties)
    {
        var project = Path.Combine(folder.FullName, "step.proj");
        File.WriteAllText(project, $"""
            <Project>
              <PropertyGroup><IntermediateOutputPath>obj/</IntermediateOutputPath></PropertyGroup>
              <Target Name="ResolvePackageAssets">
                <ItemGroup><RuntimeTargetsCopyLocalItems Include="{library}" DestinationSubDirectory="runtimes/linux-x64/native/" /></ItemGroup>
              </Target>
              <Import Project="{DotNet.Root}/build/LibTorchSharp.targets" />
              <Target Name="Copy" DependsOnTargets="ResolvePackageAssets">
                <Message Importance="high" Text="copies %(RuntimeTargetsCopyLocalItems.Identity) to %(RuntimeTargetsCopyLocalItems.DestinationSubDirectory)" />
              </Target>
            </Project>
            """);
        return DotNet.Run(["msbuild", project, "-t:Copy", "-nologo", "-p:OlderLibstdcxx=true", .. properties]);
    }

    private static string Sha256(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
