using Rrm.Inference;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.ByReference;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Hosting;

/// <summary>Everything that can be configured. Files, environment and flags set properties of these names, here and in the sections.</summary>
internal sealed record ServerOptions
{
    public const string DefaultUrls = "http://127.0.0.1:50051";

    private const int LargestBatch = 8192;

    private static readonly TimeSpan LongestGrace = TimeSpan.FromMinutes(10);

    /// <summary>Folder whose subfolders are the teachers.</summary>
    public required string Models { get; init; }

    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrls];

    /// <summary>Where to compute, in the words of <see cref="DeviceList"/>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>Images in one computed batch.</summary>
    public int MaxBatch { get; init; } = 256;

    /// <summary>Images in one request.</summary>
    public int MaxRequestImages { get; init; } = 1024;

    /// <summary>Images that wait for one teacher, over all requests; more are refused.</summary>
    public int MaxQueuedImages { get; init; } = 4096;

    /// <summary>Threads that share a batch on the CPU; 0 is one per processor.</summary>
    public int Threads { get; init; }

    /// <summary>How long a server that is told to end says NOT_SERVING and still takes requests, so that load balancers can turn away first.</summary>
    public TimeSpan DrainGrace { get; init; }

    public RepositoryOptions Repository { get; init; } = new();

    /// <summary>Data sets that clients may refer to.</summary>
    public DatasetOptions Datasets { get; init; } = new();

    /// <summary>Log every request, and stack traces with failures.</summary>
    public bool Verbose { get; init; }

    public SecurityOptions Security { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    /// <summary>How clients share a teacher.</summary>
    public SchedulingOptions Scheduling { get; init; } = new();

    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrEmpty(Models))
            yield return "Models is missing; expected the folder that holds the teachers, as --models DIR.";
        if (MaxBatch is < 1 or > LargestBatch)
            yield return $"MaxBatch is {MaxBatch}; expected 1 to {LargestBatch}.";
        if (Urls.Count == 0)
            yield return $"Urls is empty; expected an address such as {DefaultUrls}.";
        if (MaxRequestImages < 1)
            yield return $"MaxRequestImages is {MaxRequestImages}; expected 1 or more.";
        if (MaxQueuedImages < MaxRequestImages)
            yield return $"MaxQueuedImages is {MaxQueuedImages}; expected at least MaxRequestImages, {MaxRequestImages}, or such a request could never wait.";
        if (Threads < 0)
            yield return $"Threads is {Threads}; expected 0 (one per processor) or more.";
        if (DrainGrace > LongestGrace)
            yield return $"DrainGrace is {DrainGrace}; expected at most {LongestGrace}.";
        foreach (var problem in Urls.Select(ListenAddress.ProblemOf).Append(ProblemOfDevice()).OfType<string>())
            yield return problem;
        foreach (var problem in (string[])[.. Repository.Problems(), .. Scheduling.Problems(), .. Security.Problems(), .. Exposure.Problems(this), .. Limits.Problems(), .. Telemetry.Problems(), .. Datasets.Problems()])
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
