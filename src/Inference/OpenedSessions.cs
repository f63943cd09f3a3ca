namespace Rrm.Inference;

/// <param name="All">One per device in use, at least one.</param>
/// <param name="Reason">Why a device that was asked for is not among them; null when all are.</param>
internal sealed record OpenedSessions(IReadOnlyList<OpenedSession> All, string? Reason) : IDisposable
{
    public void Dispose()
    {
        foreach (var opened in All)
            opened.Session.Dispose();
    }
}
