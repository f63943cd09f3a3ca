using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Rrm.TeacherServer.Security;

/// <summary>Certificates from PEM and PFX files.</summary>
internal static class CertificateFile
{
    private const string PemStart = "-----BEGIN";

    /// <summary>A server's certificate with its key and, where the file has it, its chain.</summary>
    /// <param name="path">PEM or PFX.</param>
    /// <param name="keyPath">PEM; null where the key is in the same file.</param>
    /// <param name="password">Of the PFX or of the key, or null.</param>
    /// <param name="files">What the paths hold.</param>
    /// <exception cref="RrmException">The files hold something else, the password is wrong, or the key is another certificate's.</exception>
    public static SslStreamCertificateContext Read(string path, string? keyPath, string? password, IReadOnlyDictionary<string, byte[]> files)
    {
        try
        {
            var content = Encoding.UTF8.GetString(files[path]);
            if (content.Contains(PemStart, StringComparison.Ordinal))
            {
                var key = keyPath is null ? content : Encoding.UTF8.GetString(files[keyPath]);
                var certificate = password is null ? X509Certificate2.CreateFromPem(content, key) : X509Certificate2.CreateFromEncryptedPem(content, key, password);
                return Context(certificate, ReadMany(path, files[path]));
            }
            var all = X509CertificateLoader.LoadPkcs12Collection(files[path], password);
            return Context(all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new RrmException($"'{path}' has no certificate with a private key."), all);
        }
        catch (Exception problem) when (problem is CryptographicException or ArgumentException)
        {
            throw new RrmException(
                $"The certificate '{path}'{(keyPath is null ? "" : $" and its key '{keyPath}'")} cannot be used: {problem.Message} Expected a certificate, PEM or PFX, and its own private key.", problem);
        }
    }

    /// <summary>All certificates of a PEM file.</summary>
    /// <exception cref="RrmException">It has none, or they are damaged.</exception>
    public static X509Certificate2Collection ReadMany(string path, byte[] content)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(content));
        }
        catch (CryptographicException problem)
        {
            throw new RrmException($"'{path}' cannot be read: {problem.Message}", problem);
        }
        return certificates.Count > 0 ? certificates : throw new RrmException($"'{path}' has no certificate; expected PEM, which begins with {PemStart} CERTIFICATE-----.");
    }

    // Offline: what is in the file is what is sent.
    private static SslStreamCertificateContext Context(X509Certificate2 certificate, X509Certificate2Collection chain) =>
        SslStreamCertificateContext.Create(certificate, new X509Certificate2Collection(chain.Where(one => !one.Equals(certificate)).ToArray()), offline: true);
}
