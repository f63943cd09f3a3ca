namespace Rrm.Bench;

/// <summary>A folder that goes when the benchmark ends.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("rrm-bench-").FullName;

    public string Models => System.IO.Path.Combine(Path, "models");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
