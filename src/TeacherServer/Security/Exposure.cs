using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Security;

/// <summary>What the addresses let through: combinations that are refused, and those that are allowed but worth a warning.</summary>
internal static class Exposure
{
    /// <summary>Everything that is wrong, as sentences.</summary>
    public static IEnumerable<string> Problems(ServerOptions options)
    {
        var security = options.Security;
        var (tls, plain) = Split(options.Urls);
        if (tls.Count > 0 && security.Certificate is null)
            yield return $"Security.Certificate is missing; Urls has '{tls[0]}', and https needs the server's certificate, as --tls-certificate FILE.";
        if (tls.Count == 0 && security.Certificate is not null)
            yield return $"Security.Certificate is '{security.Certificate}', but Urls has no https address that would use it.";
        if (security.UsesCertificates && tls.Count == 0)
            yield return "Security.ClientCertificates lets clients in by certificate, but Urls has no https address where one can be shown.";
        if (security.UsesCertificates && !security.UsesTokens && plain.Count > 0)
            yield return $"Urls has '{plain[0]}', where no certificate can be shown and so nobody gets in; expected https addresses alone, or Security.Tokens as well.";
        if (security.UsesTokens && !security.AllowPlaintextTokens && plain.FirstOrDefault(url => !ListenAddress.IsLocal(url)) is { } open)
            yield return $"Urls has '{open}', where everyone on the way could take clients' tokens; expected https, a loopback address or a Unix socket, or Security.AllowPlaintextTokens.";
    }

    /// <summary>What whoever starts the server should know, as sentences.</summary>
    public static IEnumerable<string> Warnings(ServerOptions options)
    {
        var (tls, plain) = Split(options.Urls);
        foreach (var url in plain.Concat(tls).Where(url => !ListenAddress.IsLocal(url)))
        {
            if (!options.Security.AsksWhoCalls)
                yield return $"EVERYONE who reaches {url} may use every teacher: no token or certificate is asked for. Configure Security.Tokens or Security.ClientCertificates, or listen on a loopback address.";
            if (!ListenAddress.IsTls(url))
                yield return $"Images{(options.Security.UsesTokens ? ", answers and TOKENS" : " and answers")} travel unencrypted to and from {url}. Use https there.";
        }
    }

    private static (IReadOnlyList<string> Tls, IReadOnlyList<string> Plain) Split(IEnumerable<string> urls)
    {
        var sound = urls.Where(url => ListenAddress.ProblemOf(url) is null).ToLookup(ListenAddress.IsTls);
        return ([.. sound[true]], [.. sound[false]]);
    }
}
