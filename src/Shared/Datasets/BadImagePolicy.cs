namespace Rrm.Datasets;

/// <summary>What happens at a picture that cannot be decoded.</summary>
public enum BadImagePolicy
{
    /// <summary>Opening the data set, or the run that meets the picture, ends with its name.</summary>
    Fail,

    /// <summary>It is left out and told of. Every picture is decoded once when the data set is opened, so that the set is known before it is used.</summary>
    Skip,
}
