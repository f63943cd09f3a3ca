namespace Rrm.StudentTrainer.Attacks;

/// <summary>What happens to an image once it is broken.</summary>
public enum AttackMode
{
    /// <summary>It leaves the active batch: its verdict cannot change any more.</summary>
    Verdict,

    /// <summary>It stays, for the largest loss that the attack can reach.</summary>
    Full,
}
