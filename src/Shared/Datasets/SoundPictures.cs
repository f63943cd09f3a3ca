using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>
/// The first pictures of a split that can be used, with their sizes: a function of the folder and the policy. Under
/// <see cref="BadImagePolicy.Fail"/> only the heads of files are read here; under <see cref="BadImagePolicy.Skip"/> every picture is decoded.
/// </summary>
internal sealed class SoundPictures
{
    private const int AtOnce = 1024, Named = 5;
    private readonly List<LabelledFile> files = [], bad = [];
    private readonly List<PictureSize> sizes = [];

    /// <param name="candidates">All pictures of the split, in order.</param>
    /// <param name="split">For messages.</param>
    /// <param name="classes">Names in the order of the labels.</param>
    /// <param name="request">How many are wanted, and what happens at a bad one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">A picture is bad and may not be skipped, or skipping leaves a class empty.</exception>
    public SoundPictures(IReadOnlyList<LabelledFile> candidates, string split, IReadOnlyList<string> classes, DatasetRequest request, CancellationToken cancellation)
    {
        var wanted = request.LimitOf(candidates.Count);
        var skips = request.OnBadImage == BadImagePolicy.Skip;
        if (wanted > AtOnce) request.Progress($"{request.Name} {split}: {(skips ? "decoding" : "looking at")} {wanted:N0} pictures");
        for (var next = 0; next < candidates.Count && files.Count < wanted;)
        {
            var (first, sound) = (next, new PictureSize[Math.Min(Math.Min(AtOnce, wanted - files.Count), candidates.Count - next)]);
            var faults = new DatasetException?[sound.Length];
            Cores.For(sound.Length, place => faults[place] = Try(candidates[first + place].Path, skips, out sound[place]), cancellation);
            for (var place = 0; place < sound.Length; place++, next++)
            {
                if (faults[place] is null)
                {
                    files.Add(candidates[next]);
                    sizes.Add(sound[place]);
                }
                else
                {
                    bad.Add(skips ? candidates[next] : throw faults[place]!);
                }
            }
        }

        if (bad.Count == 0) return;
        request.Progress(
            $"{request.Name} {split}: left out {bad.Count:N0} of {files.Count + bad.Count:N0} pictures, which cannot be decoded: " +
            string.Join(", ", bad.Take(Named).Select(file => file.Path)) + (bad.Count > Named ? $" and {bad.Count - Named:N0} more" : ""));
        RequireSomeLeft(candidates, split, classes);
    }

    public IReadOnlyList<LabelledFile> Files => files;

    public IReadOnlyList<PictureSize> Sizes => sizes;

    private static DatasetException? Try(string path, bool skips, out PictureSize size)
    {
        try
        {
            size = skips ? PictureDecoder.Verify(path) : PictureDecoder.SizeOf(path);
            return null;
        }
        catch (DatasetException fault)
        {
            size = default;
            return fault;
        }
    }

    private void RequireSomeLeft(IReadOnlyList<LabelledFile> candidates, string split, IReadOnlyList<string> classes)
    {
        var all = candidates.CountBy(file => file.Label).ToDictionary();
        foreach (var (label, count) in bad.CountBy(file => file.Label))
        {
            if (count == all[label])
                throw new DatasetException($"None of the {count:N0} pictures of class {classes[label]} in {split} can be decoded, the first being {bad.First(file => file.Label == label).Path}. Replace them.");
        }
    }
}
