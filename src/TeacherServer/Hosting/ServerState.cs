namespace Rrm.TeacherServer.Hosting;

internal enum ServerState
{
    Loading,
    Ready,

    /// <summary>About to drain: health says NOT_SERVING, but requests of clients that do not know it yet are taken.</summary>
    Leaving,
    Draining,
}
