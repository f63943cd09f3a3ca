using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>CIFAR-10's binary layout: files of 10,000 records, each a label byte and 3,072 bytes of channel planes.</summary>
internal static class Cifar10Binary
{
    public const string FolderName = "cifar-10-batches-bin";
    private const string NamesFile = "batches.meta.txt";
    private static readonly string[] trainFiles = [.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin")];
    private static readonly string[] testFiles = ["test_batch.bin"];

    public static IEnumerable<string> Files => [.. trainFiles, .. testFiles];

    private static int RecordBytes => 1 + Cifar10.Shape.Elements;

    public static Dataset Open(DatasetRequest request, string folder, CancellationToken cancellation)
    {
        var names = ReadNames(Path.Combine(folder, NamesFile));
        return new Dataset(
            request.Name,
            ReadSplit("train", folder, trainFiles, names, request, cancellation),
            ReadSplit("test", folder, testFiles, names, request, cancellation));
    }

    private static ImageSet ReadSplit(
        string split, string folder, string[] files, string[] names, DatasetRequest request, CancellationToken cancellation)
    {
        var handles = files.Select(file => OpenChecked(Path.Combine(folder, file))).ToArray();
        try
        {
            var count = request.LimitOf(files.Length * Cifar10.ImagesPerFile);
            return new ImageSet(request.Name, split, Cifar10.Shape, names, count, Read, cancellation);
        }
        finally
        {
            foreach (var handle in handles) handle.Dispose();
        }

        int Read(int index, Span<byte> pixels)
        {
            var (file, record) = Math.DivRem(index, Cifar10.ImagesPerFile);
            Span<byte> label = stackalloc byte[1];
            var offset = (long)record * RecordBytes;
            var read = RandomAccess.Read(handles[file], label, offset) + RandomAccess.Read(handles[file], pixels, offset + 1);
            if (read != RecordBytes || label[0] >= names.Length)
            {
                throw new DatasetException(
                    $"{Path.Combine(folder, files[file])}: record {record} has {read} bytes and the label {label[0]}; " +
                    $"expected {RecordBytes} bytes and a label below {names.Length}. Delete the folder to download it again.");
            }

            return label[0];
        }
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenChecked(string path)
    {
        const string Cure = "Delete the folder to download it again, or put the whole file there.";
        if (!File.Exists(path)) throw new DatasetException($"{path} is missing, though other files of CIFAR-10 are there. {Cure}");
        var handle = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var (found, expected) = (RandomAccess.GetLength(handle), (long)Cifar10.ImagesPerFile * RecordBytes);
        if (found == expected) return handle;
        handle.Dispose();
        throw new DatasetException($"{path} has {found:N0} bytes; expected {expected:N0}. {Cure}");
    }

    private static string[] ReadNames(string path)
    {
        if (!File.Exists(path)) throw new DatasetException($"{path} is missing; expected the ten class names, one a line. Copy it from the archive.");
        string[] names = [.. File.ReadLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return names.Length == 10 ? names : throw new DatasetException($"{path} names {names.Length} classes; expected 10. Copy it from the archive.");
    }
}
