namespace Rrm.StudentTrainer.Representations;

/// <summary>Of which views a teacher's answers are wanted beforehand.</summary>
internal enum ViewChoice
{
    /// <summary>Images as they are.</summary>
    Identity,

    /// <summary>Every view that an augmentation has.</summary>
    All,

    /// <summary>Those that a training run shows.</summary>
    Schedule,
}
