namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>Images as they are and as an attack left them for each network.</summary>
/// <param name="Networks">One name for each of the examples' attacks.</param>
/// <param name="Examples">All with as many attacks as there are networks.</param>
internal sealed record Pictures(IReadOnlyList<string> Networks, IReadOnlyList<GalleryExample> Examples) : Block
{
    /// <summary>By which the images were attacked, as "APGD-CE, 20 steps"; null where the report says it elsewhere.</summary>
    public string? Attack { get; init; }

    /// <summary>Of changes; the same for all pictures, so that they compare: the largest change of all just reaches black or white.</summary>
    public int Magnification
    {
        get
        {
            var largest = Examples.SelectMany(example => example.Attacks.SelectMany(attack => attack.Attacked.Zip(example.Original, (attacked, original) => Math.Abs(attacked - original)))).DefaultIfEmpty(0).Max();
            return largest > 0 ? Math.Max(1, (int)Math.Round(0.5 / largest)) : 1;
        }
    }

    public string Caption => $"{(Attack is null ? "" : $"Attacked by {Attack}. ")}Under each picture stands what the network sees in it, ✓ where that is the true class. Changes are magnified {Magnification} times around grey, so grey means unchanged.";
}
