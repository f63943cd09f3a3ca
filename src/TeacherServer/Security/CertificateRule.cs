using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.Security;

/// <summary>
/// Which certificate is a client's: exactly the one with this fingerprint, whoever issued it; or any with this subject that a trusted authority issued.
/// </summary>
internal static class CertificateRule
{
    /// <summary>What is wrong with a rule, to go on after "has", or null.</summary>
    public static string? ProblemOf(string text, bool hasAuthorities) =>
        Fingerprint.Read(text) is not null ? null
        : text.StartsWith(Fingerprint.Prefix, StringComparison.OrdinalIgnoreCase) ? $"{Quoted.Of(text)}; expected 64 hexadecimal digits after sha256:."
        : SubjectOf(text) is null ? $"{Quoted.Of(text)}; expected sha256: and a fingerprint, or a subject such as CN=alice,O=lab."
        : hasAuthorities ? null
        : $"the subject {Quoted.Of(text)}, which anyone could write into a certificate; expected Security.ClientAuthorities to say whose certificates are believed, or a fingerprint.";

    /// <summary>A subject in the one form in which subjects are compared, or null for what is none.</summary>
    public static string? SubjectOf(string text)
    {
        try
        {
            return text.Contains('=') ? new X500DistinguishedName(text).Name : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
