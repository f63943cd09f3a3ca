namespace Rrm.StudentTrainer.Reports.Documents;

internal enum ProseTone
{
    Plain,

    /// <summary>The sentence to read if only one is read.</summary>
    Lead,

    /// <summary>In small print.</summary>
    Note,
}
