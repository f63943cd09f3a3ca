using Rrm.Checkpoints;

namespace Rrm.TeacherServer.Repository;

internal static class RepositoryExtensions
{
    public static void AddTeacherRepository(this WebApplicationBuilder builder, IReadOnlyList<TeacherFolder> folders)
    {
        builder.Services.AddSingleton(folders);
        builder.Services.AddSingleton<TeacherRepository>();
    }
}
