using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rrm.TeacherServer.Security;

/// <summary>Who is known by which token or certificate. Immutable: when a file changes there is a new one.</summary>
internal sealed class Credentials
{
    private const int HashBytes = 32;
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    // Judged once per connection, which has its one certificate object.
    private readonly ConditionalWeakTable<X509Certificate2, StrongBox<Caller?>> judged = new();
    private readonly List<(byte[] Hash, Caller Caller)> tokens = [];
    private readonly List<(byte[] Hash, Caller Caller)> certificates = [];
    private readonly Dictionary<string, Caller> subjects = new(StringComparer.Ordinal);
    private readonly X509Certificate2Collection authorities = new();

    /// <param name="options">Paths, and the clients that are configured by name.</param>
    /// <param name="callerOf">Whose calls those of a client are.</param>
    /// <param name="files">What the paths hold.</param>
    /// <exception cref="RrmException">A file holds something else.</exception>
    public Credentials(SecurityOptions options, Func<string, Caller> callerOf, IReadOnlyDictionary<string, byte[]> files)
    {
        if (options.ClientAuthorities is { } authoritiesFile)
            authorities = CertificateFile.ReadMany(authoritiesFile, files[authoritiesFile]);
        foreach (var (name, client) in options.Clients)
        {
            foreach (var token in client.Tokens)
                tokens.Add((Fingerprint.Read(token)!, callerOf(name)));
            foreach (var rule in client.Certificates)
                AddCertificate(rule, callerOf(name));
        }
        if (options.Tokens is { } tokensFile)
        {
            foreach (var (client, hash) in ClientLines.Read(tokensFile, files[tokensFile], ProblemOfToken))
                tokens.Add((Fingerprint.Read(hash)!, callerOf(client)));
        }
        if (options.ClientCertificates is { } certificatesFile)
        {
            foreach (var (client, rule) in ClientLines.Read(certificatesFile, files[certificatesFile], text => CertificateRule.ProblemOf(text, options.ClientAuthorities is not null)))
                AddCertificate(rule, callerOf(client));
        }
    }

    /// <summary>Whose token this is, or null. Looks at all of them, and takes as long for a near miss as for a far one.</summary>
    public Caller? OfToken(ReadOnlySpan<char> token)
    {
        Span<byte> hash = stackalloc byte[HashBytes];
        return AccessToken.TryHash(token, hash) ? Find(tokens, hash) : null;
    }

    /// <summary>Whose certificate this is, or null; also null before and after the time in which it is valid.</summary>
    public Caller? OfCertificate(X509Certificate2 certificate)
    {
        var now = DateTime.Now;
        return now >= certificate.NotBefore && now <= certificate.NotAfter ? judged.GetValue(certificate, one => new(Judge(one))).Value : null;
    }

    private void AddCertificate(string rule, Caller caller)
    {
        if (Fingerprint.Read(rule) is { } hash)
            certificates.Add((hash, caller));
        else
            subjects[CertificateRule.SubjectOf(rule)!] = caller;
    }

    private Caller? Judge(X509Certificate2 certificate) =>
        Find(certificates, SHA256.HashData(certificate.RawDataMemory.Span)) is { } pinned ? pinned
        : subjects.TryGetValue(certificate.SubjectName.Name, out var named) && IsTrusted(certificate) ? named
        : null;

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.Where(IsRoot).ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        // Who is to be locked out is taken off the list. Asking addresses that a stranger's certificate names would be doing as strangers say.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }

    private static bool IsRoot(X509Certificate2 certificate) => certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static Caller? Find(List<(byte[] Hash, Caller Caller)> known, ReadOnlySpan<byte> hash)
    {
        Caller? found = null;
        foreach (var (one, caller) in known)
        {
            if (CryptographicOperations.FixedTimeEquals(one, hash))
                found = caller;
        }
        return found;
    }

    // The line is not shown: a token that was put there in place of its hash would end in a log.
    private static string? ProblemOfToken(string text) => Fingerprint.Read(text) is null ? "no hash; expected sha256: and 64 hexadecimal digits, as 'TeacherServer token NAME' prints." : null;
}
