namespace Rrm.StudentTrainer.Teachers;

/// <summary>How patient and how eager the client of a service is.</summary>
public sealed record RemoteTeacherOptions
{
    /// <summary>Batches asked for ahead of the loop.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Whether images are named by their places in the data set, where the service has it, instead of sent.</summary>
    public bool ByReference { get; init; }

    /// <summary>Time within which one batch must be answered, retries and failovers included; then the run ends, resumable.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time one attempt may take before another is made. Unless set a third of the budget, so that a service that hangs leaves time for another.</summary>
    public TimeSpan Attempt { get => field == default ? Budget / 3 : field; init; }

    /// <summary>Time an endpoint has at the start to say who it is, when another one answered already.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>First and longest pause between two attempts; pauses double and are jittered.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(2);
}
