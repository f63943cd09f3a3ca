using Rrm.Randomness;

namespace Rrm.Images;

/// <summary>
/// Which views training shows. A view is a function of (seed, epoch, image), never of what was drawn before: runs resume exactly,
/// any number of workers sees the same, and a view is known before its image is loaded.
/// </summary>
public sealed class Augmentation
{
    private Augmentation(string name, int padding, bool flips) => (Name, Padding, Flips) = (name, padding, flips);

    /// <summary>Every image as it is.</summary>
    public static Augmentation None { get; } = new("none", 0, false);

    /// <summary>A window at a random place of the image padded by four zero pixels, mirrored half of the time: CIFAR's usual one.</summary>
    public static Augmentation CropFlip { get; } = new("crop-flip", 4, true);

    /// <summary>The name on the command line and in results.</summary>
    public string Name { get; }

    /// <summary>Zero pixels around the image.</summary>
    public int Padding { get; }

    /// <summary>Whether half of the views are mirrored.</summary>
    public bool Flips { get; }

    /// <summary>The augmentation of a name, or null where there is none.</summary>
    public static Augmentation? Find(string name) => name switch { "none" => None, "crop-flip" => CropFlip, _ => null };

    /// <summary>The view of an image in an epoch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="index">The image's place in its set.</param>
    public View ViewOf(long seed, int epoch, int index)
    {
        if (Padding == 0 && !Flips) return View.Identity(0);
        var random = new KeyedRandom(seed, RandomDomain.View, epoch, index);
        var places = 2 * Padding + 1;
        return new View(random.NextInt32(places), random.NextInt32(places), Flips && (random.NextUInt32() & 1) == 1);
    }
}
