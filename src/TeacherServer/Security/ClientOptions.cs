namespace Rrm.TeacherServer.Security;

/// <summary>One client: how it proves its name, and what it may do.</summary>
internal sealed record ClientOptions
{
    /// <summary>Hashes of its tokens, as 'TeacherServer token NAME' prints them; two while one is being replaced.</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>Its certificates: "sha256:" and the fingerprint, or the subject of certificates that <see cref="SecurityOptions.ClientAuthorities"/> issue.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>Images that it may have waiting or computing at once; null is as many as <see cref="SecurityOptions.MaxImagesInFlight"/> says.</summary>
    public int? MaxImagesInFlight { get; init; }

    /// <summary>Names of the teachers that it may use; null is all.</summary>
    public IReadOnlyList<string>? Teachers { get; init; }
}
