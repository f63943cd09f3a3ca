using System.Buffers.Binary;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>
/// A robust data set as it is stored: images.npy (uint8 [N,C,H,W]), labels.npy (int64 [N]) and robust-dataset.json. Any program that reads NumPy's
/// format reads it; numpy.load needs no help.
/// </summary>
/// <param name="Path">The folder.</param>
/// <param name="Manifest">What robust-dataset.json says; the files' hashes were checked against it.</param>
public sealed record RobustDataFolder(string Path, RobustDataManifest Manifest)
{
    public const string ImagesFile = "images.npy";
    public const string LabelsFile = "labels.npy";
    public const string ManifestFile = "robust-dataset.json";

    /// <summary>Identity of the set: of its manifest, which holds the hashes of the rest.</summary>
    public string Sha256 => TeacherFolder.HashOf(File(ManifestFile));

    /// <summary>Whether a path looks like a finished robust data set.</summary>
    public static bool IsAt(string path) => System.IO.File.Exists(System.IO.Path.Combine(path, ManifestFile));

    /// <summary>Reads the manifest and checks both files against it.</summary>
    /// <exception cref="RrmException">There is no such folder, or a file is not what the manifest says.</exception>
    public static RobustDataFolder Read(string path)
    {
        var manifest = System.IO.Path.Combine(path, ManifestFile);
        if (!System.IO.File.Exists(manifest))
            throw new RrmException($"No robust data set at '{path}': {ManifestFile} is missing. Make one with 'rrm robustify', or finish one with its --resume.");
        var folder = new RobustDataFolder(path, JsonFormat.Read<RobustDataManifest>(manifest, "a robust data set's manifest"));
        folder.Check(ImagesFile, ImagesHeader(folder.Manifest.Count, folder.Manifest.Shape), folder.Manifest.Shape.Elements);
        folder.Check(LabelsFile, LabelsHeader(folder.Manifest.Count), sizeof(long));
        return folder;
    }

    /// <summary>The robust images that stand for the natural training images, to learn from, and the natural test images to be judged by.</summary>
    /// <exception cref="RrmException">The set was made for other data, or for fewer images than these.</exception>
    public Dataset JoinTo(Dataset natural, CancellationToken cancellation)
    {
        if (Manifest.Options.Dataset != natural.Name || Manifest.Shape != natural.Train.Shape || !Manifest.ClassNames.SequenceEqual(natural.Train.ClassNames))
            throw new RrmException(
                $"'{Path}' stands for {Manifest.Options.Dataset} with {Manifest.ClassNames.Count} classes and images of {Manifest.Shape}; "
                + $"the data set is {natural.Name} with {natural.Train.ClassNames.Count} classes and {natural.Train.Shape}. Give the --dataset and --data that it was made from.");
        if (natural.Train.Count > Manifest.Count)
            throw new RrmException(
                $"'{Path}' stands for the first {Manifest.Count:N0} of the {natural.Train.Count:N0} training images that are asked for. "
                + $"Give --limit {Manifest.Options.Limit ?? Manifest.Count}, which limits the test images too, or make a set of all with 'rrm robustify'.");
        var robust = Images(natural.Train.Count, cancellation);
        if (!StandsFor(natural.Train, robust))
            throw new RrmException($"'{Path}' was made from other images than the training images of {natural.Name} here. Give the --data that it was made from.");
        return natural with { Train = robust };
    }

    internal static byte[] ImagesHeader(int count, ImageShape shape) => NpyHeader.Of(NpyHeader.UInt8, count, shape.Channels, shape.Height, shape.Width);

    internal static byte[] LabelsHeader(int count) => NpyHeader.Of(NpyHeader.Int64, count);

    // The identity is that of all images that the set was made from; of fewer, the labels in their order tell.
    private bool StandsFor(ImageSet natural, ImageSet robust) => natural.Count == Manifest.Count
        ? natural.Identity == Manifest.Options.DatasetSha256
        : Enumerable.Range(0, natural.Count).All(index => natural.Label(index) == robust.Label(index));

    private ImageSet Images(int count, CancellationToken cancellation)
    {
        using var images = System.IO.File.OpenHandle(File(ImagesFile));
        using var labels = System.IO.File.OpenHandle(File(LabelsFile));
        var (imagesAt, labelsAt) = (ImagesHeader(Manifest.Count, Manifest.Shape).Length, LabelsHeader(Manifest.Count).Length);
        return new ImageSet($"robust {Manifest.Options.Dataset}", "train", Manifest.Shape, Manifest.ClassNames, count, Read, cancellation);

        int Read(int index, Span<byte> pixels)
        {
            RandomAccess.Read(images, pixels, imagesAt + (long)index * pixels.Length);
            Span<byte> label = stackalloc byte[sizeof(long)];
            RandomAccess.Read(labels, label, labelsAt + (long)index * sizeof(long));
            return (int)BinaryPrimitives.ReadInt64LittleEndian(label);
        }
    }

    private void Check(string name, byte[] header, int itemBytes)
    {
        const string Cure = "Copy the folder again, or make it again with 'rrm robustify'.";
        var file = File(name);
        if (!System.IO.File.Exists(file))
            throw new RrmException($"'{file}' is missing. {Cure}");
        var (found, expected) = (new FileInfo(file).Length, header.Length + (long)Manifest.Count * itemBytes);
        if (found != expected)
            throw new RrmException($"'{file}' has {found:N0} bytes; expected {expected:N0} for {Manifest.Count:N0} images of {Manifest.Shape}. {Cure}");
        var hash = TeacherFolder.HashOf(file);
        if (hash != Manifest.Files.GetValueOrDefault(name))
            throw new RrmException($"'{file}' has SHA-256 {hash}; {ManifestFile} says {Manifest.Files.GetValueOrDefault(name) ?? "nothing of it"}. {Cure}");
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
