namespace Rrm.Checkpoints;

/// <summary>Where a model comes from: enough to train it again, or the file it was imported from.</summary>
/// <param name="Method">natural, sat, fgsm-rs, rrm, …; imported where somebody else trained it, and seed, epochs and data set are not known.</param>
/// <param name="Recipe">Name of the recipe, where one was used.</param>
/// <param name="Seed">Seed of initial weights, order, views and attacks.</param>
/// <param name="Epochs">Epochs done.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="TeacherSha256">Identity of the teacher, where one taught.</param>
/// <param name="Versions">Versions of the libraries that decide numbers.</param>
/// <param name="Commit">Source commit of the program, where known.</param>
/// <param name="Source">The file that an imported model comes from.</param>
public sealed record Provenance(
    string Method, string? Recipe, long Seed, int Epochs, string Dataset, string? TeacherSha256, IReadOnlyDictionary<string, string> Versions, string? Commit, ModelSource? Source = null)
{
    /// <summary>Of a model that somebody else trained.</summary>
    public static Provenance Imported(ModelSource source, IReadOnlyDictionary<string, string> versions, string? commit) =>
        new("imported", null, 0, 0, "unknown", null, versions, commit, source);
}
