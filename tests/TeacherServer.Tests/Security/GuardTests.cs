using System.Net;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Security;

/// <summary>Pages and metrics for those who may read them.</summary>
public sealed class GuardTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly string token = AccessToken.New();

    public void Dispose() => services.Dispose();

    [Fact]
    public async Task Other_machines_need_a_token_where_clients_do()
    {
        var security = new SecurityOptions { Clients = new Dictionary<string, ClientOptions> { ["monitor"] = new() { Tokens = [AccessToken.HashOf(token)] } } };
        Assert.Equal(401, await StatusAsync(security, "10.0.0.1", "/metrics"));
        Assert.Equal(401, await StatusAsync(security, "10.0.0.1", "/metrics", $"Bearer {AccessToken.New()}"));
        // A token that came in plaintext from elsewhere is anybody's.
        Assert.Equal(401, await StatusAsync(security, "10.0.0.1", "/metrics", $"Bearer {token}"));
        Assert.Equal(200, await StatusAsync(security with { AllowPlaintextTokens = true }, "10.0.0.1", "/metrics", $"Bearer {token}"));
        Assert.Equal(401, await StatusAsync(security with { AllowPlaintextTokens = true }, "10.0.0.1", "/metrics", $"Bearer {AccessToken.New()}"));
        // The pages tell of every teacher.
        var some = security with { AllowPlaintextTokens = true, Clients = new Dictionary<string, ClientOptions> { ["student"] = new() { Tokens = [AccessToken.HashOf(token)], Teachers = ["dnn"] } } };
        Assert.Equal(401, await StatusAsync(some, "10.0.0.1", "/metrics", $"Bearer {token}"));
        Assert.Equal(200, await StatusAsync(security, "127.0.0.1", "/metrics"));
        Assert.Equal(200, await StatusAsync(security with { AnonymousTelemetry = true }, "10.0.0.1", "/metrics"));
        Assert.Equal(200, await StatusAsync(new(), "10.0.0.1", "/metrics"));
    }

    [Fact]
    public async Task Probes_pass_unless_health_is_closed_and_what_tells_of_teachers_does_not()
    {
        var security = new SecurityOptions { Clients = new Dictionary<string, ClientOptions> { ["monitor"] = new() { Tokens = [AccessToken.HashOf(token)] } } };
        foreach (var probe in new[] { "/live", "/ready" })
        {
            Assert.Equal(200, await StatusAsync(security, "10.0.0.1", probe));
            Assert.Equal(401, await StatusAsync(security with { AnonymousHealth = false }, "10.0.0.1", probe));
        }
        Assert.Equal(401, await StatusAsync(security, "10.0.0.1", "/ready/teacher/dnn"));
        Assert.Equal(401, await StatusAsync(security, "10.0.0.1", "/"));
    }

    private async Task<int> StatusAsync(SecurityOptions security, string address, string path, string? authorization = null)
    {
        var authentication = new Authentication(new ClientDirectory(security), security, new ServerMetrics(services.GetRequiredService<IMeterFactory>()));
        var context = new DefaultHttpContext();
        context.Connection.LocalIpAddress = IPAddress.Parse(address);
        context.Request.Path = path;
        if (authorization is not null)
            context.Request.Headers.Authorization = authorization;
        await authentication.GuardPagesAsync(context, _ => Task.CompletedTask).InTime();
        return context.Response.StatusCode;
    }
}
