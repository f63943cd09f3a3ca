using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Rrm.TeacherServer.Security;

/// <summary>
/// What a client without a certificate proves its name with. 256 random bits that nobody chose and nobody can try out, so a plain SHA-256 hides them at rest as
/// well as a slow hash would; a slow one would only cost every request.
/// </summary>
internal static class AccessToken
{
    // So that scanners for leaked secrets know one when they see it.
    private const string Prefix = "rrm_";

    private const int MaxLength = 256;

    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>As it is kept: "sha256:" and 64 hexadecimal digits.</summary>
    public static string HashOf(string token) => Fingerprint.Write(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>False for what is too long to be one.</summary>
    /// <param name="token">As the client sent it.</param>
    /// <param name="hash">32 bytes.</param>
    public static bool TryHash(ReadOnlySpan<char> token, Span<byte> hash)
    {
        Span<byte> bytes = stackalloc byte[MaxLength * 3];
        if (token.Length > MaxLength)
            return false;
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(token, bytes)], hash);
        return true;
    }
}
