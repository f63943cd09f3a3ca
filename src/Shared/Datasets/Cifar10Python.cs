using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>CIFAR-10's Python layout: pickles of 10,000 rows of 3,072 bytes of channel planes, with a list of labels.</summary>
internal static class Cifar10Python
{
    public const string FolderName = "cifar-10-batches-py";
    private const string NamesFile = "batches.meta";
    private static readonly string[] trainFiles = [.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}")];
    private static readonly string[] testFiles = ["test_batch"];

    public static IEnumerable<string> Files => [.. trainFiles, .. testFiles];

    public static Dataset Open(DatasetRequest request, string folder, CancellationToken cancellation)
    {
        var names = ReadNames(Existing(folder, NamesFile));
        return new Dataset(request.Name, ReadSplit("train", trainFiles), ReadSplit("test", testFiles));

        ImageSet ReadSplit(string split, string[] files)
        {
            var count = request.LimitOf(files.Length * Cifar10.ImagesPerFile);
            var needed = (count + Cifar10.ImagesPerFile - 1) / Cifar10.ImagesPerFile;
            var batches = files.Select(file => Existing(folder, file)).ToArray()[..needed].Select(path => ReadBatch(path, names.Length)).ToArray();
            return new ImageSet(request.Name, split, Cifar10.Shape, names, count, Read, cancellation);

            int Read(int index, Span<byte> pixels)
            {
                var (batch, row) = Math.DivRem(index, Cifar10.ImagesPerFile);
                batches[batch].Rows.Span.Slice(row * pixels.Length, pixels.Length).CopyTo(pixels);
                return batches[batch].Labels[row];
            }
        }
    }

    private static (ReadOnlyMemory<byte> Rows, int[] Labels) ReadBatch(string path, int classes)
    {
        var content = CifarPickle.Read(path);
        if (CifarPickle.Bytes(content.GetValueOrDefault("data"), Cifar10.ImagesPerFile, Cifar10.Shape.Elements) is not { } rows)
            throw new DatasetException($"{path} has no 'data' of {Cifar10.ImagesPerFile:N0} rows of {Cifar10.Shape.Elements:N0} bytes. {Cure}");
        if (content.GetValueOrDefault("labels") is not List<object?> { Count: Cifar10.ImagesPerFile } labels || labels.Any(label => label is not long value || value < 0 || value >= classes))
            throw new DatasetException($"{path} has no 'labels' that are {Cifar10.ImagesPerFile:N0} numbers below {classes}. {Cure}");
        return (rows, [.. labels.Select(label => (int)(long)label!)]);
    }

    private static string[] ReadNames(string path)
    {
        var names = (CifarPickle.Read(path).GetValueOrDefault("label_names") as List<object?>)?.Select(CifarPickle.Text).OfType<string>().ToArray();
        return names is { Length: 10 } ? names : throw new DatasetException($"{path} has no 'label_names' that are ten names. {Cure}");
    }

    private static string Existing(string folder, string file) => Path.Combine(folder, file) is var path && File.Exists(path)
        ? path
        : throw new DatasetException($"{path} is missing, though other files of CIFAR-10 are there. {Cure}");

    private const string Cure = "Unpack cifar-10-python.tar.gz again.";
}
