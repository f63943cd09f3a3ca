using Rrm.Inference;
using Rrm.TeacherServer.Repository;

namespace Rrm.TeacherServer.Hosting;

/// <summary>What the command line asked for.</summary>
internal sealed record ServerOptions
{
    public const string DefaultUrls = "http://127.0.0.1:50051";

    /// <summary>Folder whose subfolders are the teachers.</summary>
    public required string Models { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrls];

    /// <summary>Where to compute, in the words of <see cref="DeviceList"/>.</summary>
    public string Device { get; init; } = "auto";

    private const int LargestBatch = 8192;

    /// <summary>Images in one computed batch.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>Images in one request.</summary>
    public int MaxRequestImages { get; init; } = 1024;

    /// <summary>Images that wait for one teacher, over all requests; more are refused.</summary>
    public int MaxQueuedImages { get; init; } = 4096;

    /// <summary>Threads that share a batch on the CPU; 0 is one per processor.</summary>
    public int Threads { get; init; }

    public RepositoryOptions Repository { get; init; } = new();

    /// <summary>Log every request, and stack traces with failures.</summary>
    public bool Verbose { get; init; }

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxBatch is < 1 or > LargestBatch)
            yield return $"--max-batch is {MaxBatch}; expected 1 to {LargestBatch}.";
        if (Urls.Count == 0)
            yield return "--urls names no address; expected one such as http://127.0.0.1:50051.";
        if (MaxRequestImages < 1)
            yield return $"--max-request-images is {MaxRequestImages}; expected 1 or more.";
        if (MaxQueuedImages < MaxRequestImages)
            yield return $"--max-queued-images is {MaxQueuedImages}; expected at least --max-request-images, {MaxRequestImages}, or such a request could never wait.";
        if (Threads < 0)
            yield return $"--threads is {Threads}; expected 0 (one per processor) or more.";
        foreach (var problem in Urls.Select(ListenAddress.ProblemOf).Append(ProblemOfDevice()).OfType<string>().Concat(Repository.Problems()))
            yield return problem;
    }

    private string? ProblemOfDevice()
    {
        try
        {
            DeviceList.Parse(Device);
            return null;
        }
        catch (RrmException problem)
        {
            return problem.Message;
        }
    }
}
