using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Rrm.TeacherServer.Security;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.Security;

public sealed class TlsTests : IDisposable
{
    private readonly CertificateFiles files = new();
    private readonly TestAuthority authority = new("the lab");

    public void Dispose() => files.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task TLS_from_a_PEM_file_answers_with_its_certificate(SslProtocols protocols)
    {
        var shown = authority.Server();
        await using var server = await StartAsync(new() { Certificate = files.WritePem("server.pem", shown) });
        using var client = SecuredClient.Tls(TlsUrl(server), protocols: protocols);
        server.Repository.Find("dnn")!.AssertAnswers(Requests.Bytes(3), await client.RepresentAsync(Requests.Bytes(3)));
        Assert.Equal(shown.Thumbprint, client.ServerCertificate!.Thumbprint);
    }

    [Fact]
    public async Task TLS_from_a_key_of_its_own_and_from_a_PFX()
    {
        var shown = authority.Server();
        var pfx = files["server.pfx"];
        File.WriteAllBytes(pfx, shown.Export(X509ContentType.Pfx, "secret"));
        foreach (var security in new SecurityOptions[]
        {
            new() { Certificate = files.Write("server.pem", shown.ExportCertificatePem()), CertificateKey = files.Write("server.key", CertificateFiles.KeyOf(shown)) },
            new() { Certificate = pfx, CertificatePassword = "secret" },
        })
        {
            await using var server = await StartAsync(security);
            using var client = SecuredClient.Tls(TlsUrl(server));
            Assert.Equal(1, (await client.RepresentAsync(Requests.Bytes(1))).Count);
            Assert.Equal(shown.Thumbprint, client.ServerCertificate!.Thumbprint);
        }
    }

    [Fact]
    public void Certificates_that_cannot_be_used_end_the_start_with_a_sentence()
    {
        var (shown, other) = (authority.Server(), authority.Server());
        var pem = files.Write("server.pem", shown.ExportCertificatePem());
        var pfx = files["server.pfx"];
        File.WriteAllBytes(pfx, shown.Export(X509ContentType.Pfx, "secret"));
        foreach (var security in new SecurityOptions[]
        {
            new() { Certificate = pem },
            new() { Certificate = pem, CertificateKey = files.Write("other.key", CertificateFiles.KeyOf(other)) },
            new() { Certificate = pfx, CertificatePassword = "guess" },
            new() { Certificate = files.Write("nonsense", "nonsense") },
        })
        {
            var problem = Assert.Throws<RrmException>(() => new ServerTls(security, new()));
            Assert.Contains($"The certificate '{security.Certificate}'", problem.Message);
            Assert.Contains("Expected a certificate, PEM or PFX, and its own private key.", problem.Message);
        }
    }

    [Fact]
    public async Task Plaintext_to_a_TLS_port_fails_and_disturbs_nobody()
    {
        await using var server = await StartAsync(new() { Certificate = files.WritePem("server.pem", authority.Server()) });
        using var lost = SecuredClient.Tls(TlsUrl(server).Replace("https", "http"));
        await Assert.ThrowsAsync<RpcException>(() => lost.RepresentAsync(Requests.Bytes(1)));
        using var client = SecuredClient.Tls(TlsUrl(server));
        Assert.Equal(1, (await client.RepresentAsync(Requests.Bytes(1))).Count);
    }

    [Fact]
    public async Task Certificates_on_the_list_are_let_in_and_all_others_are_refused_alike()
    {
        var pinned = TestAuthority.SelfSigned("CN=pinned");
        var expired = authority.ExpiredClient("CN=bob,O=lab");
        await using var server = await StartAsync(new()
        {
            Certificate = files.WritePem("server.pem", authority.Server()),
            ClientAuthorities = files.Write("authorities.pem", authority.Pem),
            ClientCertificates = files.Write("clients", $"alice {CertificateFiles.FingerprintOf(pinned)}\nbob CN=bob, O=lab\ncarol {CertificateFiles.FingerprintOf(expired)}\n"),
        });
        var url = TlsUrl(server);
        foreach (var known in new[] { pinned, authority.Client("CN=bob,O=lab") })
        {
            using var client = SecuredClient.Tls(url, known);
            Assert.Equal(1, (await client.RepresentAsync(Requests.Bytes(1))).Count);
        }
        foreach (var unknown in new[]
        {
            null,
            TestAuthority.SelfSigned("CN=pinned"),
            TestAuthority.SelfSigned("CN=bob,O=lab"),
            new TestAuthority("the lab").Client("CN=bob,O=lab"),
            authority.Client("CN=bob"),
            authority.Client("CN=mallory,O=lab"),
            authority.ServerOnly("CN=bob,O=lab"),
            expired,
        })
        {
            using var stranger = SecuredClient.Tls(url, unknown);
            foreach (var (name, call) in stranger.EveryCall())
            {
                var refusal = await Assert.ThrowsAsync<RpcException>(() => call().InTime());
                Assert.Equal((unknown?.Subject, name, StatusCode.Unauthenticated, Denial.Stranger.Detail), (unknown?.Subject, name, refusal.StatusCode, refusal.Status.Detail));
            }
            Assert.Equal(ServingStatus.Serving, (await stranger.Health.CheckAsync(new()).ResponseAsync.InTime()).Status);
        }
    }

    [Fact]
    public async Task A_wrong_token_is_not_made_good_by_a_certificate()
    {
        var (certificate, token) = (TestAuthority.SelfSigned("CN=alice"), AccessToken.New());
        await using var server = await StartAsync(new()
        {
            Certificate = files.WritePem("server.pem", authority.Server()),
            Clients = new Dictionary<string, ClientOptions> { ["alice"] = new() { Certificates = [CertificateFiles.FingerprintOf(certificate)], Tokens = [AccessToken.HashOf(token)] } },
        });
        using var right = SecuredClient.Tls(TlsUrl(server), certificate, $"Bearer {token}");
        Assert.Equal(1, (await right.RepresentAsync(Requests.Bytes(1))).Count);
        using var wrong = SecuredClient.Tls(TlsUrl(server), certificate, $"Bearer {AccessToken.New()}");
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => wrong.RepresentAsync(Requests.Bytes(1)))).StatusCode);
    }

    private static Task<RunningServer> StartAsync(SecurityOptions security) =>
        RunningServer.StartAsync(options => options with { Urls = [.. options.Urls, "https://127.0.0.1:0"], Security = security });

    private static string TlsUrl(RunningServer server) => server.Urls.Single(url => url.StartsWith("https:", StringComparison.Ordinal));
}
