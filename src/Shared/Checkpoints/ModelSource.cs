namespace Rrm.Checkpoints;

/// <summary>The file that an imported model comes from.</summary>
/// <param name="File">Its name, without folders.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of its bytes.</param>
public sealed record ModelSource(string File, string Sha256);
