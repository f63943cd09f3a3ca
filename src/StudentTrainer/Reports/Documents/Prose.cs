namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A paragraph.</summary>
internal sealed record Prose(string Text, ProseTone Tone = ProseTone.Plain) : Block;
