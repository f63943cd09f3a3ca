using Rrm.Images;

namespace Rrm.Representations;

/// <summary>
/// The views that a cache file has room for: all that an augmentation has, where these are finitely many, so that runs of any seed share them;
/// else those of one epoch of one seed.
/// </summary>
/// <param name="Augmentation">Its name.</param>
/// <param name="ViewsPerImage">Records an image has.</param>
/// <param name="Seed">Null where there is room for every view.</param>
/// <param name="Epoch">Counted from 0; null where there is room for every view.</param>
public sealed record ViewSpace(string Augmentation, int ViewsPerImage, long? Seed, int? Epoch)
{
    /// <summary>The space of the views that an augmentation shows in an epoch.</summary>
    public static ViewSpace Of(Augmentation augmentation, long seed, int epoch) =>
        augmentation.Views is { } views ? new(augmentation.Name, views, null, null) : new(augmentation.Name, 1, seed, epoch);

    /// <summary>Each image's record.</summary>
    /// <param name="indices">The images' places in their set.</param>
    /// <param name="numbers">The numbers of their views; null where these are not numbered.</param>
    public long[] Slots(int[] indices, int[]? numbers)
    {
        var slots = new long[indices.Length];
        for (var item = 0; item < slots.Length; item++) slots[item] = (long)indices[item] * ViewsPerImage + (numbers?[item] ?? 0);
        return slots;
    }

    /// <summary>For file names: <c>crop-flip</c>, <c>crop-flip-jitter-rotate-s7-e12</c>.</summary>
    public override string ToString() => Seed is null ? Augmentation : $"{Augmentation}-s{Seed}-e{Epoch}";
}
