using Rrm.TeacherServer.Hosting.Settings;

namespace Rrm.TeacherServer.Security;

/// <summary>Who may call, how they prove it, and what protects the way. Without clients, whoever reaches the server may use it.</summary>
internal sealed record SecurityOptions
{
    private const int AllModes = 0b111_111_111;

    private static readonly TimeSpan FastestReload = TimeSpan.FromMilliseconds(10);

    /// <summary>File with the server's certificate, PEM (with its chain) or PFX; https addresses need it.</summary>
    public string? Certificate { get; init; }

    /// <summary>File with its private key, PEM, where that is not in the same file.</summary>
    public string? CertificateKey { get; init; }

    /// <summary>Of the PFX, or of an encrypted key.</summary>
    [Secret]
    public string? CertificatePassword { get; init; }

    /// <summary>File of clients that a token lets in: lines with a name and the token's hash.</summary>
    public string? Tokens { get; init; }

    /// <summary>File of clients that a certificate lets in: lines with a name, and a fingerprint or a subject.</summary>
    public string? ClientCertificates { get; init; }

    /// <summary>PEM file with the authorities whose certificates are believed by their subject, and intermediates.</summary>
    public string? ClientAuthorities { get; init; }

    /// <summary>Clients by name. Those in the files need no entry here, but may have one.</summary>
    public IReadOnlyDictionary<string, ClientOptions> Clients { get; init; } = new Dictionary<string, ClientOptions>();

    /// <summary>Images that each client may have waiting or computing at once, if it has no number of its own; null is no limit.</summary>
    public int? MaxImagesInFlight { get; init; }

    /// <summary>Whether health may be asked without a token or certificate. It then tells nothing of teachers.</summary>
    public bool AnonymousHealth { get; init; } = true;

    /// <summary>Whether status and metrics may be read without a token or certificate from other machines too.</summary>
    public bool AnonymousTelemetry { get; init; }

    /// <summary>Whether tokens may travel unencrypted between machines, where everyone on the way can take them.</summary>
    public bool AllowPlaintextTokens { get; init; }

    /// <summary>Mode of Unix sockets in octal, such as 0660; null leaves it to the umask.</summary>
    public string? UnixSocketMode { get; init; }

    /// <summary>How often the files are looked at for changes.</summary>
    public TimeSpan ReloadInterval { get; init; } = TimeSpan.FromSeconds(10);

    public bool UsesTokens => Tokens is not null || Clients.Values.Any(client => client.Tokens.Count > 0);

    public bool UsesCertificates => ClientCertificates is not null || Clients.Values.Any(client => client.Certificates.Count > 0);

    /// <summary>Whether clients have to prove who they are.</summary>
    public bool AsksWhoCalls => UsesTokens || UsesCertificates;

    /// <summary>The mode of Unix sockets, or null.</summary>
    public UnixFileMode? SocketMode => UnixSocketMode is { } text && ModeOf(text) is { } mode ? mode : null;

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var (key, path) in new[] { ("Certificate", Certificate), ("CertificateKey", CertificateKey), ("Tokens", Tokens), ("ClientCertificates", ClientCertificates), ("ClientAuthorities", ClientAuthorities) })
        {
            if (path is not null && !File.Exists(path))
                yield return $"Security.{key} is '{path}'; there is no such file.";
        }
        if (Certificate is null && (CertificateKey ?? CertificatePassword) is not null)
            yield return "Security.Certificate is missing; expected the certificate that goes with Security.CertificateKey or CertificatePassword.";
        if (MaxImagesInFlight < 1)
            yield return $"Security.MaxImagesInFlight is {MaxImagesInFlight}; expected 1 or more, or none for no limit.";
        if (UnixSocketMode is not null && SocketMode is null)
            yield return $"Security.UnixSocketMode is '{UnixSocketMode}'; expected an octal mode such as 0660.";
        if (ReloadInterval < FastestReload)
            yield return $"Security.ReloadInterval is {ReloadInterval}; expected {FastestReload} or more.";
        foreach (var (name, client) in Clients)
        {
            if (ClientName.ProblemOf(name) is { } problem)
                yield return $"Security.Clients: {problem}";
            if (client.MaxImagesInFlight < 1)
                yield return $"Security.Clients.{name}.MaxImagesInFlight is {client.MaxImagesInFlight}; expected 1 or more.";
            foreach (var token in client.Tokens.Where(token => Fingerprint.Read(token) is null))
                yield return $"Security.Clients.{name}.Tokens has an entry of {token.Length} letters; expected hashes such as sha256:0f1e…, 64 digits. 'TeacherServer token {name}' prints one.";
            foreach (var wrong in client.Certificates.Select(text => CertificateRule.ProblemOf(text, ClientAuthorities is not null)).OfType<string>())
                yield return $"Security.Clients.{name}.Certificates has {wrong}";
        }
    }

    private static UnixFileMode? ModeOf(string text)
    {
        if (text.Length is < 3 or > 4 || !text.All(digit => digit is >= '0' and <= '7'))
            return null;
        var mode = text.Aggregate(0, (value, digit) => value * 8 + (digit - '0'));
        return mode <= AllModes ? (UnixFileMode)mode : null;
    }
}
