using Rrm.Checkpoints;
using Rrm.Inference;

namespace Rrm.TeacherServer.Repository;

/// <summary>Which teachers are loaded, when the folder is looked at again, and what a device that fails means.</summary>
internal sealed record RepositoryOptions
{
    /// <summary>How often the folder is looked at for new, changed and removed teachers; zero is never, and SIGHUP still does it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Versions of one teacher that are kept loaded: the newest ones. Two let clients that pin a version finish while others begin with the next.</summary>
    public int Versions { get; init; } = 2;

    /// <summary>Bytes of the largest model.onnx that is loaded.</summary>
    public long MaxModelBytes { get; init; } = TeacherFolder.MaxModelBytes;

    /// <summary>What becomes of a teacher when a device that was asked for cannot compute it.</summary>
    public DevicePolicy Policy { get; init; }

    /// <summary>Bytes that one teacher's arena may take on each GPU; 0 is all there are.</summary>
    public long GpuMemoryLimit { get; init; }

    /// <summary>Tries TensorRT on the GPUs before CUDA.</summary>
    public bool TensorRt { get; init; }

    /// <summary>Folder in which TensorRT keeps its engines; empty is nowhere, and they are built at every load. Nobody else may write there.</summary>
    public string TensorRtCache { get; init; } = "";

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (PollInterval != TimeSpan.Zero && (PollInterval < TimeSpan.FromMilliseconds(10) || PollInterval > TimeSpan.FromDays(1)))
            yield return $"Repository.PollInterval is {PollInterval}; expected 0 (never), or 10 milliseconds to a day.";
        if (Versions < 1)
            yield return $"Repository.Versions is {Versions}; expected 1 or more.";
        if (MaxModelBytes is < 1 or > TeacherFolder.MaxModelBytes)
            yield return $"Repository.MaxModelBytes is {MaxModelBytes}; expected 1 to {TeacherFolder.MaxModelBytes}.";
        if (GpuMemoryLimit < 0)
            yield return $"Repository.GpuMemoryLimit is {GpuMemoryLimit}; expected 0 (no limit) or bytes.";
        if (TensorRtCache.Length > 0 && !Directory.Exists(TensorRtCache))
            yield return $"Repository.TensorRtCache is '{TensorRtCache}'; there is no such folder. Make it, for this user alone.";
    }
}
