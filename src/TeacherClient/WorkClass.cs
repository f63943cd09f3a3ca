namespace Rrm.Clients;

/// <summary>What answers are for, as the service's scheduler weighs it.</summary>
public enum WorkClass
{
    /// <summary>A training loop waits.</summary>
    Train,

    /// <summary>An evaluation, that a person waits for.</summary>
    Evaluate,

    /// <summary>A batch job that nobody waits for.</summary>
    Bulk,
}
