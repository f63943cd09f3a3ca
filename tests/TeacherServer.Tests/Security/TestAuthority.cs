using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rrm.TeacherServer.Tests.Security;

/// <summary>An authority of a test's own, and the certificates that it issues.</summary>
internal sealed class TestAuthority
{
    private const string ServerUse = "1.3.6.1.5.5.7.3.1";
    private const string ClientUse = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly X509Certificate2 root;

    public TestAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root = request.CreateSelfSigned(Now.AddYears(-9), Now.AddYears(9));
    }

    public string Pem => root.ExportCertificatePem();

    public X509Certificate2 Server() => Issue("CN=localhost", ServerUse, Now.AddDays(-1), Now.AddDays(1));

    public X509Certificate2 Client(string subject) => Issue(subject, ClientUse, Now.AddDays(-1), Now.AddDays(1));

    public X509Certificate2 ExpiredClient(string subject) => Issue(subject, ClientUse, Now.AddDays(-9), Now.AddDays(-1));

    public X509Certificate2 ServerOnly(string subject) => Issue(subject, ServerUse, Now.AddDays(-1), Now.AddDays(1));

    /// <summary>What a stranger can make: any subject, and nobody's signature but its own.</summary>
    public static X509Certificate2 SelfSigned(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private X509Certificate2 Issue(string subject, string use, DateTimeOffset from, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var bare = request.Create(root, from, until, RandomNumberGenerator.GetBytes(8));
        return bare.CopyWithPrivateKey(key);
    }
}
