using System.CommandLine;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rrm.Clients;

namespace Rrm.StudentTrainer.Commands;

/// <summary>How a command proves to a service who it is, and believes the service.</summary>
internal sealed class ConnectionFlags
{
    private readonly Option<string?> tokenFile = new("--teacher-token-file") { Description = $"File whose first line is the service's bearer token; else the environment variable {TeacherClientOptions.TokenVariable}." };
    private readonly Option<string?> authority = new("--teacher-ca") { Description = "PEM file of the authorities that vouch for an https:// service; those of the system unless given." };
    private readonly Option<string?> certificate = new("--teacher-cert") { Description = "PEM file of the client's certificate, for services that ask for one; with --teacher-key." };
    private readonly Option<string?> key = new("--teacher-key") { Description = "PEM file of its private key." };

    public IEnumerable<Option> Options => [tokenFile, authority, certificate, key];

    /// <exception cref="UsageException">Half of a pair was given.</exception>
    /// <exception cref="RrmException">A file does not hold what it should.</exception>
    public TeacherClientOptions Read(ParseResult parsed, WorkClass work)
    {
        var options = new TeacherClientOptions { Work = work };
        if (parsed.GetValue(tokenFile) is { } file)
            options = options with { Token = TokenOf(file) };
        if (parsed.GetValue(authority) is { } roots)
            options = options with { TrustedRoots = Pem(roots, "certificates", () => Roots(roots)) };
        return (parsed.GetValue(certificate), parsed.GetValue(key)) switch
        {
            (null, null) => options,
            ({ } own, { } secret) => options with { ClientCertificate = Pem(own, "a certificate that fits the key", () => X509Certificate2.CreateFromPemFile(own, secret)) },
            _ => throw new UsageException("--teacher-cert and --teacher-key belong together; one was given."),
        };
    }

    private static string TokenOf(string file) => File.ReadLines(file).FirstOrDefault()?.Trim() is { Length: > 0 } token && token.All(letter => letter is > ' ' and <= '~')
        ? token
        : throw new RrmException($"The first line of '{file}' is no bearer token; expected printable ASCII without spaces.");

    private static X509Certificate2Collection Roots(string file)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(file);
        return roots.Count > 0 ? roots : throw new CryptographicException("it has none.");
    }

    private static T Pem<T>(string file, string expected, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException problem)
        {
            throw new RrmException($"'{file}' does not hold {expected} in PEM: {problem.Message}", problem);
        }
    }
}
