namespace Rrm.Representations;

/// <summary>What of a teacher's answers a cache file holds.</summary>
public enum CachedOutput
{
    /// <summary>The penultimate representation.</summary>
    Representation,

    /// <summary>The logits.</summary>
    Logits,
}
