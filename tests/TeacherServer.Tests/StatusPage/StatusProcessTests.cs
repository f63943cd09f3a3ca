using System.Net;
using Rrm.TeacherServer.Tests.Hosting;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.StatusPage;

public sealed class StatusProcessTests
{
    [Fact]
    public async Task A_server_with_a_status_page_logs_as_it_is_told_and_ends_as_any_other()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var server = new ServerProcess(
            "--models", teachers.Path, "--urls", "http://127.0.0.1:0", "--set", "Telemetry.Urls=http://127.0.0.1:0");
        await server.ReadyAsync();
        var page = server.Output.Split("probes on ")[1].Split('\n')[0].Trim();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(page + "/ready")).InTime()).StatusCode);
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.ExitAsync());
        Assert.Contains("draining", server.Output);
        Assert.Equal("", server.Errors.Trim());
    }
}
