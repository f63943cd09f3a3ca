using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rrm.Clients;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Tests.Commands;

public sealed class TeacherFlagsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("", 4, 600, TeacherTimeoutPolicy.Stop)]
    [InlineData("--teacher-wait 6 --teacher-depth 2 --on-teacher-timeout wait", 2, 6, TeacherTimeoutPolicy.Wait)]
    [InlineData("--teacher-budget 9 --on-teacher-timeout stop", 4, 9, TeacherTimeoutPolicy.Stop)]
    public void Patience_is_read(string words, int depth, double wait, TeacherTimeoutPolicy policy)
    {
        var options = Read(words);
        Assert.Equal((depth, TimeSpan.FromSeconds(wait), policy), (options.Depth, options.Wait, options.OnTimeout));
        var client = options.ToClient(_ => { });
        Assert.Equal((depth, Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(wait / 3)), (client.Depth, client.Timeout, client.AttemptTimeout));
        Assert.Equal(WorkClass.Bulk, client.Work);
    }

    [Fact]
    public void The_token_is_the_first_line_of_its_file()
    {
        File.WriteAllText(folder["token"], "secret-1 \nanother\n");
        Assert.Equal("secret-1", Read($"--teacher-token-file {folder["token"]}").Connection.Token);
        foreach (var bad in (string[])["", "\nlater", "two words", "naïve"])
        {
            File.WriteAllText(folder["token"], bad);
            var problem = Assert.Throws<RrmException>(() => Read($"--teacher-token-file {folder["token"]}"));
            Assert.Equal($"The first line of '{folder["token"]}' is no bearer token; expected printable ASCII without spaces.", problem.Message);
        }
    }

    [Fact]
    public void Certificates_are_read_from_pem_files()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=trainer", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(folder["cert.pem"], made.ExportCertificatePem());
        File.WriteAllText(folder["key.pem"], key.ExportPkcs8PrivateKeyPem());

        var options = Read($"--teacher-cert {folder["cert.pem"]} --teacher-key {folder["key.pem"]} --teacher-ca {folder["cert.pem"]}").Connection;
        using var own = options.ClientCertificate!;
        Assert.Equal((made.Thumbprint, true), (own.Thumbprint, own.HasPrivateKey));
        Assert.Equal(made.Thumbprint, Assert.Single(options.TrustedRoots!).Thumbprint);

        Assert.Equal("--teacher-cert and --teacher-key belong together; one was given.", Assert.Throws<UsageException>(() => Read($"--teacher-key {folder["key.pem"]}")).Message);
        Assert.StartsWith($"'{folder["key.pem"]}' does not hold certificates in PEM: ", Assert.Throws<RrmException>(() => Read($"--teacher-ca {folder["key.pem"]}")).Message);
        Assert.StartsWith($"'{folder["key.pem"]}' does not hold a certificate that fits the key in PEM: ",
            Assert.Throws<RrmException>(() => Read($"--teacher-cert {folder["key.pem"]} --teacher-key {folder["key.pem"]}")).Message);
    }

    [Fact]
    public void What_is_out_of_its_range_is_told_together()
    {
        var flags = new TeacherFlags();
        Assert.Equal(["--teacher-depth is 0; expected at least 1", "--teacher-wait is 0; expected 0.1 to 86400 seconds"], flags.Problems(Parse(flags, "--teacher-depth 0 --teacher-wait 0")));
    }

    public void Dispose() => folder.Dispose();

    private static RemoteTeacherOptions Read(string words)
    {
        var flags = new TeacherFlags();
        return flags.Read(Parse(flags, words), WorkClass.Bulk);
    }

    private static ParseResult Parse(TeacherFlags flags, string words)
    {
        var command = new RootCommand();
        foreach (var option in flags.Options)
            command.Options.Add(option);
        var parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        return parsed;
    }
}
