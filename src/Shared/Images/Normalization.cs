namespace Rrm.Images;

/// <summary>
/// Per-channel constants of (pixel - mean) / std, the first layer of every network and every exported graph.
/// Pixels are in [0,1] everywhere else.
/// </summary>
public sealed record Normalization(IReadOnlyList<double> Mean, IReadOnlyList<double> Std)
{
    /// <summary>CIFAR-10 as in the authors' l∞ experiments.</summary>
    public static Normalization Cifar10 { get; } = new([0.4914, 0.4822, 0.4465], [0.2471, 0.2435, 0.2616]);

    /// <summary>CIFAR-10 as in the authors' l2 experiments and in all of their standard adversarial training.</summary>
    public static Normalization Cifar10Robustness { get; } = new([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]);

    /// <summary>Restricted-ImageNet as in the authors' experiments.</summary>
    public static Normalization ImageNet { get; } = new([0.4717, 0.4499, 0.3837], [0.2600, 0.2516, 0.2575]);

    /// <summary>For data without constants of their own.</summary>
    public static Normalization Centred { get; } = new([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]);

    /// <summary>Every name that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cifar10", "cifar10-robustness", "restricted-imagenet", "centred"];

    /// <summary>The constants of a name, or null where there are none.</summary>
    public static Normalization? Find(string name) => name switch
    {
        "cifar10" => Cifar10,
        "cifar10-robustness" => Cifar10Robustness,
        "restricted-imagenet" => ImageNet,
        "centred" => Centred,
        _ => null,
    };

    /// <summary>The constants for a data set, unless told otherwise.</summary>
    public static Normalization DefaultOf(string dataset) => dataset switch
    {
        "cifar10" => Cifar10,
        "imagefolder" or "restricted-imagenet" => ImageNet,
        _ => Centred,
    };

    /// <summary>Throws when the constants do not fit images of this many channels.</summary>
    public void Validate(int channels)
    {
        if (Mean.Count != channels || Std.Count != channels)
            throw new RrmException($"Normalization has {Mean.Count} means and {Std.Count} standard deviations; the images have {channels} channels. Give one of each per channel.");
        if (Mean.Any(m => !double.IsFinite(m)) || Std.Any(s => !double.IsFinite(s) || s <= 0))
            throw new RrmException($"Normalization mean [{string.Join(", ", Mean)}], std [{string.Join(", ", Std)}]: means must be finite and standard deviations positive.");
    }
}
