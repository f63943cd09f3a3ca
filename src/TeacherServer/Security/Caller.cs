namespace Rrm.TeacherServer.Security;

/// <summary>Whose call it is: the key of fair sharing, quotas and metrics. One object per client, shared by its calls.</summary>
/// <param name="Name">The authenticated name, else what the client calls itself, else its connection.</param>
/// <param name="MaxImagesInFlight">Images of this client that may be waiting or computing at once.</param>
internal sealed record Caller(string Name, int MaxImagesInFlight = int.MaxValue)
{
    /// <summary>How the names of clients begin that have no other name than their connection's.</summary>
    public const string ConnectionPrefix = "connection ";

    /// <summary>The teachers that the client may use; null is all.</summary>
    public IReadOnlySet<string>? Teachers { get; init; }

    /// <summary>Whether the name was proven by a token or a certificate.</summary>
    public bool IsAuthenticated { get; init; }

    /// <summary>Whether it may use a teacher of this name, if there is one.</summary>
    public bool MayUse(string teacher) => Teachers is null || Teachers.Contains(teacher);
}
