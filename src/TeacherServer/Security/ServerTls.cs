using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Rrm.TeacherServer.Security;

/// <summary>TLS 1.2 and 1.3 with the certificate of the files as they are now. Connections keep the one they began with.</summary>
internal sealed class ServerTls : IReloaded
{
    private readonly SecurityOptions security;
    private readonly LimitOptions limits;
    private readonly ReloadedFiles<SslStreamCertificateContext> files;

    /// <exception cref="RrmException">The certificate cannot be used.</exception>
    public ServerTls(SecurityOptions security, LimitOptions limits)
    {
        (this.security, this.limits) = (security, limits);
        files = new("TLS certificate", [security.Certificate, security.CertificateKey],
            contents => CertificateFile.Read(security.Certificate!, security.CertificateKey, security.CertificatePassword, contents));
    }

    public string What => files.What;

    public bool Reload() => files.Reload();

    public void Use(ListenOptions endpoint) => endpoint.UseHttps(new TlsHandshakeCallbackOptions
    {
        HandshakeTimeout = limits.HandshakeTimeout,
        OnConnection = _ => ValueTask.FromResult(Handshake()),
    });

    private SslServerAuthenticationOptions Handshake() => new()
    {
        ServerCertificateContext = files.Current,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        AllowRenegotiation = false,
        // A certificate is asked for and taken as it is; whose it is, if anybody's, is decided for every call, where the refusal is a status and not a broken
        // connection, and where health can be let through.
        ClientCertificateRequired = security.UsesCertificates,
        RemoteCertificateValidationCallback = (_, _, _, _) => true,
        CertificateChainPolicy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
    };
}
