namespace Rrm.TeacherServer.Hosting;

internal enum ServerState
{
    Loading,
    Ready,
    Draining,
}
