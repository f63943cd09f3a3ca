using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.StatusPage;

namespace Rrm.TeacherServer.Tests.StatusPage;

/// <summary>The page in Chromium, with its security policy in force. What the browser made of it comes back as text.</summary>
public sealed class BrowserTests
{
    private const string Browser = "chromium";

    private int pages;

    [Fact]
    public async Task The_page_of_a_real_server_opens_and_its_script_runs()
    {
        SkipWithoutBrowser();
        await using var server = await RunningServer.StartAsync(options => options with { Telemetry = new() { Urls = ["http://127.0.0.1:0"] } });
        var page = await OpenAsync(server.StatusUrl);
        Assert.Contains(server.Repository.Find("dnn")!.Sha256, page);
        Assert.Contains("<title>Teacher service: ready</title>", page);
        Assert.Contains("<button id=\"pause\" type=\"button\">Pause updates</button>", page);
    }

    [Fact]
    public async Task The_page_follows_the_server_and_keeps_hostile_names_as_text()
    {
        SkipWithoutBrowser();
        await using var server = await ServeAsync(context => WriteAsync(context, Interlocked.Increment(ref pages) == 1 ? ServerState.Loading : ServerState.Ready));
        var page = await OpenAsync(server.Urls.Single());
        Assert.True(pages > 1, "The page was not asked for again.");
        Assert.Contains("<title>Teacher service: ready</title>", page);
        Assert.Contains("<span class=\"state\">Ready</span>", page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", page);
        Assert.DoesNotContain("<img", page);
        Assert.Contains("<polyline points=", page);
    }

    [Fact]
    public async Task The_page_says_when_the_server_answers_no_more()
    {
        SkipWithoutBrowser();
        await using var server = await ServeAsync(context =>
        {
            if (Interlocked.Increment(ref pages) == 1)
                return WriteAsync(context, ServerState.Ready);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        Assert.Contains("<span class=\"state alarm\">No answer; the values below are old</span>", await OpenAsync(server.Urls.Single()));
    }

    private static void SkipWithoutBrowser() => Assert.SkipUnless(ForeignProgram.Exists(Browser), "Chromium is not on the PATH; install it to try the status page in a browser.");

    private static async Task<string> OpenAsync(string url)
    {
        var profile = Directory.CreateTempSubdirectory("rrm-chromium-");
        try
        {
            // Eight seconds of the page's time pass at once whenever nothing is loading: several of its updates.
            var (exitCode, page, errors) = await ForeignProgram.RunAsync(Browser,
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage", "--no-first-run", "--enable-logging=stderr",
                $"--user-data-dir={profile.FullName}", "--virtual-time-budget=8000", "--dump-dom", url);
            Assert.True(exitCode == 0, errors);
            Assert.DoesNotContain("Content Security Policy", errors);
            return page;
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync().InTime();
        return server;
    }

    private static Task WriteAsync(HttpContext context, ServerState state)
    {
        context.Response.Headers.ContentSecurityPolicy = StatusDocument.ContentSecurityPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        return context.Response.WriteAsync(StatusDocument.Render(SampleStatus.Of(state)));
    }
}
