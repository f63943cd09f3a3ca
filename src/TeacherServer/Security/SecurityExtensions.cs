using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Security;

internal static class SecurityExtensions
{
    /// <summary>Whether a call asks about the server and does no work: health and reflection.</summary>
    public static bool IsAboutServer(this HttpRequest request) => request.Path.Value?.StartsWith("/grpc.", StringComparison.Ordinal) == true;

    /// <summary>Reads certificates and lists of clients, and keeps them up to date.</summary>
    /// <exception cref="RrmException">One of them cannot be used.</exception>
    public static void AddSecurity(this WebApplicationBuilder builder, ServerOptions options)
    {
        var clients = new ClientDirectory(options.Security);
        builder.Services.AddSingleton(options.Security).AddSingleton(options.Limits);
        builder.Services.AddSingleton(clients).AddSingleton<IReloaded>(clients);
        if (options.Security.Certificate is not null)
        {
            var tls = new ServerTls(options.Security, options.Limits);
            builder.Services.AddSingleton(tls).AddSingleton<IReloaded>(tls);
        }
        builder.Services.AddSingleton<Authentication>();
        builder.Services.AddSingleton<RequestLimits>();
        builder.Services.AddHostedService<FileReloader>();
    }

    /// <summary>First who calls, then whether the call may begin.</summary>
    public static void UseSecurity(this WebApplication application)
    {
        application.Use(application.Services.GetRequiredService<Authentication>().AuthenticateAsync);
        application.Use(application.Services.GetRequiredService<RequestLimits>().LimitAsync);
    }
}
