using Grpc.Core;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Security;

public sealed class ReloadTests : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(20);

    private readonly CertificateFiles files = new();
    private readonly TestAuthority authority = new("the lab");

    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_client_is_let_in_and_locked_out_by_the_file_while_its_connection_stays()
    {
        var (old, next) = (AccessToken.New(), AccessToken.New());
        var list = files.Write("tokens", $"alice {AccessToken.HashOf(old)}\n");
        await using var server = await RunningServer.StartAsync(options => options with { Security = new() { Tokens = list, ReloadInterval = Often } });
        server.Log.Announced = error => error.Contains("The list of clients changed and cannot be used");
        using var before = SecuredClient.Plain(server, $"Bearer {old}");
        using var after = SecuredClient.Plain(server, $"Bearer {next}");
        Assert.True(await IsLetInAsync(before));
        Assert.False(await IsLetInAsync(after));

        files.Write("tokens", $"alice {AccessToken.HashOf(next)}\n");
        await UntilAsync(() => IsLetInAsync(after));
        Assert.False(await IsLetInAsync(before));

        files.Write("tokens", "alice nonsense\n");
        await Bounded.UntilAsync(() => server.Log.Errors.Any());
        Assert.True(await IsLetInAsync(after));
        File.Delete(list);
        await Bounded.UntilAsync(() => server.Log.Errors.Count() == 2);
        Assert.True(await IsLetInAsync(after));
        files.Write("tokens", $"alice {AccessToken.HashOf(old)}\n");
        await UntilAsync(() => IsLetInAsync(before));
    }

    [Fact]
    public async Task New_connections_see_the_new_certificate_and_a_broken_one_changes_nothing()
    {
        var (old, next) = (authority.Server(), authority.Server());
        var path = files.WritePem("server.pem", old);
        await using var server = await RunningServer.StartAsync(options => options with { Urls = ["https://127.0.0.1:0"], Security = new() { Certificate = path, ReloadInterval = Often } });
        server.Log.Announced = error => error.Contains("The TLS certificate changed and cannot be used");
        var url = Assert.Single(server.Urls);
        using var client = SecuredClient.Tls(url);
        Assert.Equal(1, (await client.RepresentAsync(Requests.Bytes(1))).Count);

        files.WritePem("server.pem", next);
        await UntilAsync(async () => await ShownAsync(url) == next.Thumbprint);
        files.Write("server.pem", "nonsense");
        await Bounded.UntilAsync(() => server.Log.Errors.Any());
        Assert.Equal(next.Thumbprint, await ShownAsync(url));
        Assert.Equal(1, (await client.RepresentAsync(Requests.Bytes(1))).Count);
        Assert.Equal(old.Thumbprint, client.ServerCertificate!.Thumbprint);
    }

    private static async Task<string> ShownAsync(string url)
    {
        using var client = SecuredClient.Tls(url);
        await client.RepresentAsync(Requests.Bytes(1));
        return client.ServerCertificate!.Thumbprint;
    }

    private static async Task<bool> IsLetInAsync(SecuredClient client)
    {
        try
        {
            await client.RepresentAsync(Requests.Bytes(1));
            return true;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.Unauthenticated)
        {
            return false;
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var end = DateTime.UtcNow + Bounded.Limit;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, "The awaited condition never came true.");
            await Task.Delay(5);
        }
    }
}
