using System.Diagnostics;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Security;

/// <summary>The same doors, tried by gRPC's C core through Python (Debian: python3-grpcio).</summary>
public sealed class ForeignClientTests
{
    private const string Python = "/usr/bin/python3";

    // Prints one line a call: the status, and what came with it.
    private const string Script = """
        import sys, grpc
        target, authority, token, own, stranger = sys.argv[1:]
        read = lambda path: open(path, 'rb').read()
        def call(certificate=None, token=None, method='ListTeachers', body=b''):
            pair = {} if certificate is None else dict(private_key=read(certificate), certificate_chain=read(certificate))
            credentials = grpc.ssl_channel_credentials(read(authority), **pair)
            if token is not None:
                credentials = grpc.composite_channel_credentials(credentials, grpc.access_token_call_credentials(token))
            with grpc.secure_channel(target, credentials) as channel:
                try:
                    print('OK', 'dnn' if b'dnn' in channel.unary_unary('/rrm.v1.TeacherService/' + method)(body, timeout=30) else '')
                except grpc.RpcError as refusal:
                    print(refusal.code().name, refusal.details())
        call()
        call(token='rrm_wrong')
        call(token='rrm_wrong', method='Represent', body=bytes(32 << 20))
        call(token=token)
        call(certificate=own)
        call(certificate=stranger)
        """;

    [Fact]
    public async Task Python_is_let_in_and_refused_as_dotnet_is()
    {
        using var probe = Process.Start(new ProcessStartInfo(Python, ["-c", "import grpc"]) { RedirectStandardError = true });
        Assert.SkipWhen(probe is null, "python3 is not installed.");
        await probe.WaitForExitAsync().InTime();
        Assert.SkipUnless(probe.ExitCode == 0, "Python's grpc is not installed (Debian: python3-grpcio).");

        using var files = new CertificateFiles();
        var (authority, token) = (new TestAuthority("the lab"), AccessToken.New());
        var (own, stranger) = (authority.Client("CN=own"), TestAuthority.SelfSigned("CN=own"));
        await using var server = await RunningServer.StartAsync(options => options with
        {
            Urls = ["https://127.0.0.1:0"],
            Security = new()
            {
                Certificate = files.WritePem("server.pem", authority.Server()),
                Clients = new Dictionary<string, ClientOptions> { ["alice"] = new() { Tokens = [AccessToken.HashOf(token)], Certificates = [CertificateFiles.FingerprintOf(own)] } },
            },
        });
        using var client = Process.Start(new ProcessStartInfo(Python,
            ["-c", Script, $"localhost:{new Uri(server.Urls.Single()).Port}", files.Write("authority.pem", authority.Pem), token, files.WritePem("own.pem", own), files.WritePem("stranger.pem", stranger)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.WaitForExitAsync().InTime();
        var refused = $"UNAUTHENTICATED {Denial.Stranger.Detail}";
        Assert.True(client.ExitCode == 0, await errors);
        Assert.Equal([refused, refused, refused, "OK dnn", "OK dnn", refused], (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
