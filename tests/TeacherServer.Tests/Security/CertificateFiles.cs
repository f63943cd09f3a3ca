using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rrm.TeacherServer.Tests.Security;

/// <summary>A folder with what a server reads: certificates, keys and lists of clients.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rrm-security-").FullName;

    public string this[string name] => Path.Combine(folder, name);

    public string Write(string name, string text)
    {
        // As whoever replaces a file under a running program should: whole or not at all.
        File.WriteAllText(this[$"{name}.new"], text);
        File.Move(this[$"{name}.new"], this[name], overwrite: true);
        return this[name];
    }

    /// <summary>One PEM file with certificate and key.</summary>
    public string WritePem(string name, X509Certificate2 certificate) => Write(name, $"{certificate.ExportCertificatePem()}\n{KeyOf(certificate)}\n");

    public static string KeyOf(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey();
        return key!.ExportPkcs8PrivateKeyPem();
    }

    public static string FingerprintOf(X509Certificate2 certificate) => $"sha256:{certificate.GetCertHashString(HashAlgorithmName.SHA256)}";

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
