namespace Rrm.TeacherServer.Security;

/// <summary>A SHA-256 as it is written down: "sha256:" and 64 hexadecimal digits, with or without the colons that openssl puts between them.</summary>
internal static class Fingerprint
{
    public const string Prefix = "sha256:";

    public static string Write(ReadOnlySpan<byte> hash) => Prefix + Convert.ToHexStringLower(hash);

    /// <summary>The 32 bytes, or null for another text.</summary>
    public static byte[]? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var digits = text[Prefix.Length..].Replace(":", "");
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }
}
