using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Security;

public sealed class ExposureTests
{
    private static readonly SecurityOptions Open = new();
    private static readonly SecurityOptions WithTokens = new() { Tokens = "tokens" };
    private static readonly SecurityOptions WithCertificates = new() { Certificate = "server.pem", ClientCertificates = "clients" };

    [Theory]
    [InlineData("http://127.0.0.1:1", true)]
    [InlineData("http://127.9.9.9:1", true)]
    [InlineData("http://[::1]:1", true)]
    [InlineData("http://localhost:1", true)]
    [InlineData("http://unix:/tmp/s.sock", true)]
    [InlineData("http://0.0.0.0:1", false)]
    [InlineData("http://[::]:1", false)]
    [InlineData("http://*:1", false)]
    [InlineData("http://10.0.0.1:1", false)]
    [InlineData("http://teacher.example:1", false)]
    [InlineData("http://localhost.example:1", false)]
    public void Only_loopback_addresses_and_Unix_sockets_are_local(string url, bool isLocal)
    {
        Assert.Equal(isLocal, ListenAddress.IsLocal(url));
        Assert.Equal(isLocal ? 0 : 2, Exposure.Warnings(With(Open, url)).Count());
        var problems = Exposure.Problems(With(WithTokens, url));
        if (isLocal)
            Assert.Empty(problems);
        else
            Assert.Contains("could take clients' tokens", Assert.Single(problems));
        Assert.Empty(Exposure.Problems(With(WithTokens with { AllowPlaintextTokens = true }, url)));
    }

    [Fact]
    public void Combinations_that_cannot_work_are_refused()
    {
        Assert.Contains("https needs the server's certificate", Assert.Single(Exposure.Problems(With(Open, "https://0.0.0.0:1"))));
        Assert.Contains("no https address that would use it", Assert.Single(Exposure.Problems(With(Open with { Certificate = "server.pem" }, "http://127.0.0.1:1"))));
        Assert.Contains("no https address where one can be shown", Exposure.Problems(With(WithCertificates, "http://127.0.0.1:1")).ElementAt(1));
        Assert.Contains("nobody gets in", Assert.Single(Exposure.Problems(With(WithCertificates, "https://0.0.0.0:1", "http://127.0.0.1:1"))));
        Assert.Empty(Exposure.Problems(With(WithCertificates with { Tokens = "tokens" }, "https://0.0.0.0:1", "http://127.0.0.1:1")));
    }

    [Fact]
    public void What_is_allowed_but_open_is_warned_of()
    {
        Assert.Contains("EVERYONE who reaches https://0.0.0.0:1", Assert.Single(Exposure.Warnings(With(Open, "https://0.0.0.0:1", "http://127.0.0.1:1"))));
        Assert.Contains("TOKENS travel unencrypted", Assert.Single(Exposure.Warnings(With(WithTokens, "http://0.0.0.0:1"))));
        Assert.Empty(Exposure.Warnings(With(WithCertificates, "https://0.0.0.0:1")));
    }

    [Fact]
    public async Task A_server_that_is_open_to_everyone_says_so_when_it_starts()
    {
        await using var server = await RunningServer.StartAsync(options => options with { Urls = ["http://0.0.0.0:0"] });
        Assert.Contains(server.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("EVERYONE who reaches http://0.0.0.0:0"));
    }

    private static ServerOptions With(SecurityOptions security, params string[] urls) => new() { Models = "models", Urls = urls, Security = security };
}
