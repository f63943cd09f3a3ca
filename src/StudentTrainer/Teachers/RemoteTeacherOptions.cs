using Rrm.Clients;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>How patient and how eager the loop is with a service.</summary>
public sealed record RemoteTeacherOptions
{
    /// <summary>Batches asked for ahead of the loop.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Whether images are named by their places in the data set, where the service has it, instead of sent.</summary>
    public bool ByReference { get; init; }

    /// <summary>Time that the loop may stand still at one step, whatever the client does meanwhile.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What happens then.</summary>
    public TeacherTimeoutPolicy OnTimeout { get; init; }

    /// <summary>Whether endpoints that compute on different kinds of devices are refused: where answers are kept under the device's name.</summary>
    public bool NeedsOneDevice { get; init; }

    /// <summary>Everything else of the client. An attempt has a third of the wait unless it says otherwise, so that a service that hangs leaves time for another.</summary>
    public TeacherClientOptions Connection { get; init; } = new();

    internal TeacherClientOptions ToClient(Action<string> notice) => Connection with
    {
        Depth = Depth, Timeout = Timeout.InfiniteTimeSpan, AttemptTimeout = Connection.AttemptTimeout ?? Wait / 3, Notice = notice, // The loop's wait ends a call, nothing else.
    };
}
