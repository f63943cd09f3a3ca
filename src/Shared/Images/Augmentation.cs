using Rrm.Randomness;

namespace Rrm.Images;

/// <summary>
/// Which views training shows. A view is a function of (seed, epoch, image), never of what was drawn before: runs resume exactly,
/// any number of workers sees the same, and a view is known before its image is loaded.
/// </summary>
public sealed class Augmentation
{
    // Each kind of draw has a stream of its own, so that augmentations which share a kind share its draws.
    private const int PlaceDraws = 0, ColourDraws = 1, LightDraws = 2;

    private Augmentation(string name) => Name = name;

    /// <summary>Every image as it is.</summary>
    public static Augmentation None { get; } = new("none");

    /// <summary>A window at a random place of the image padded by four zero pixels, mirrored half of the time: CIFAR's usual one.</summary>
    public static Augmentation CropFlip { get; } = new("crop-flip") { Padding = 4, Flips = true };

    /// <summary>The same, then brightness, contrast and saturation within 25 %, then a turn of at most two degrees: the authors' l2 experiments on CIFAR-10.</summary>
    public static Augmentation CropFlipJitterRotate { get; } = new("crop-flip-jitter-rotate") { Padding = 4, Flips = true, Jitter = 0.25f, Degrees = 2 };

    /// <summary>
    /// A random part of the whole picture, scaled; mirrored half of the time; brightness, contrast and saturation within 10 %; a shift of all
    /// colours, not clipped to [0,1]: the authors' experiments on Restricted-ImageNet.
    /// </summary>
    public static Augmentation ResizedCropJitterLighting { get; } =
        new("resized-crop-jitter-lighting") { CropsPicture = true, Flips = true, Jitter = 0.1f, LightingSigma = 0.05f };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Augmentation> All { get; } = [None, CropFlip, CropFlipJitterRotate, ResizedCropJitterLighting];

    /// <summary>Every name that <see cref="Find"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(augmentation => augmentation.Name)];

    /// <summary>The name on the command line and in results.</summary>
    public string Name { get; }

    /// <summary>Zero pixels around the image.</summary>
    public int Padding { get; private init; }

    /// <summary>Whether half of the views are mirrored.</summary>
    public bool Flips { get; private init; }

    /// <summary>Whether views are parts of the whole picture, where others are made of the image as it is tested.</summary>
    public bool CropsPicture { get; private init; }

    /// <summary>How far brightness, contrast and saturation go from 1; 0 leaves colours alone.</summary>
    public float Jitter { get; private init; }

    /// <summary>The largest turn in degrees, either way.</summary>
    public float Degrees { get; private init; }

    /// <summary>Standard deviation of the shift of colours; 0 shifts none.</summary>
    public float LightingSigma { get; private init; }

    /// <summary>How many views an image has; null where they are drawn from a continuum.</summary>
    public int? Views => CropsPicture || Jitter > 0 || LightingSigma > 0 ? null : Places * Places * Mirrors;

    /// <summary>Whether images must be RGB.</summary>
    public bool NeedsColours => Jitter > 0 || LightingSigma > 0;

    private int Places => 2 * Padding + 1;

    private int Mirrors => Flips ? 2 : 1;

    /// <summary>The augmentation of a name, or null where there is none.</summary>
    public static Augmentation? Find(string name) => All.FirstOrDefault(augmentation => augmentation.Name == name);

    /// <summary>The view of an image in an epoch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="index">The image's place in its set.</param>
    /// <param name="picture">The size of the picture that it comes from; counts only where <see cref="CropsPicture"/>.</param>
    public View ViewOf(long seed, int epoch, int index, PictureSize picture)
    {
        if (this == None) return View.Identity(0);
        var view = PlaceOf(new KeyedRandom(seed, RandomDomain.View, epoch, index, PlaceDraws), picture);
        if (Jitter > 0)
        {
            var colours = new KeyedRandom(seed, RandomDomain.View, epoch, index, ColourDraws);
            view = view with { Colours = ColourJitter.Draw(ref colours, Jitter), Degrees = Degrees > 0 ? colours.NextSingle(-Degrees, Degrees) : 0 };
        }

        if (LightingSigma > 0)
        {
            var lights = new KeyedRandom(seed, RandomDomain.View, epoch, index, LightDraws);
            view = view with { Lighting = Lighting.Draw(ref lights, LightingSigma) };
        }

        return view;
    }

    /// <summary>The place of a view among all <see cref="Views"/>, which are finitely many: by top, then left, then whether it is mirrored.</summary>
    public int NumberOf(View view) => (view.Top * Places + view.Left) * Mirrors + (view.Flip ? 1 : 0);

    /// <summary>The view of a number, 0 … <see cref="Views"/> - 1; the inverse of <see cref="NumberOf"/>.</summary>
    public View ViewNumbered(int number) =>
        new(number / Mirrors / Places, number / Mirrors % Places, Flips && number % 2 == 1);

    private View PlaceOf(KeyedRandom random, PictureSize picture)
    {
        if (CropsPicture)
        {
            var isMirrored = IsMirrored(ref random);
            return new View(0, 0, isMirrored) { Crop = ResizedCrop.Draw(ref random, picture) };
        }

        return new View(random.NextInt32(Places), random.NextInt32(Places), IsMirrored(ref random));
    }

    private bool IsMirrored(ref KeyedRandom random) => Flips && (random.NextUInt32() & 1) == 1;
}
