using Microsoft.Extensions.DependencyInjection.Extensions;
using Rrm.Checkpoints;

namespace Rrm.TeacherServer.Repository;

internal static class RepositoryExtensions
{
    public static void AddTeacherRepository(this WebApplicationBuilder builder, IReadOnlyList<TeacherFolder> folders)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(folders);
        builder.Services.AddSingleton<TeacherRepository>();
        builder.Services.AddSingleton<TeacherLoader>();
        builder.Services.AddSingleton<RepositoryUpdate>();
        builder.Services.AddHostedService<RepositoryWatcher>();
    }
}
