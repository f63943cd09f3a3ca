using System.Buffers.Binary;
using System.Text;
using Rrm.Datasets;

namespace Rrm.Shared.Tests.Datasets;

public sealed class Cifar10PythonTests
{
    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-py")]
    public void The_folder_itself_or_its_parent_will_do(string below)
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, below);
        var data = Open(folder);
        Assert.Equal((50_000, 10_000), (data.Train.Count, data.Test.Count));
        Assert.Equal("class 3", data.Test.ClassNames[3]);
        Assert.Equal(7, data.Train.Label(20_007));
        Assert.All(data.Train.Image(20_007).ToArray(), value => Assert.Equal(3, value));
    }

    [Fact]
    public void A_limit_reads_only_the_files_that_it_needs()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, "");
        folder.Write("data_batch_3", [1, 2, 3]);
        Assert.Equal(12_345, Open(folder, limit: 12_345).Train.Count);
        Assert.Contains("data_batch_3 is no pickle of CIFAR-10", Refusal(folder));
    }

    [Fact]
    public void Missing_files_and_wrong_contents_are_named()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, "");
        folder.Write("test_batch", Batch(1, labels: 9_999));
        Assert.Contains("test_batch has no 'labels' that are 10,000 numbers below 10", Refusal(folder));
        folder.Write("test_batch", Batch(1, key: "date"));
        Assert.Contains("test_batch has no 'data' of 10,000 rows of 3,072 bytes", Refusal(folder));
        File.Delete(Path.Combine(folder.Path, "test_batch"));
        Assert.Contains("test_batch is missing", Refusal(folder));
        folder.Write("batches.meta", Encoding.Latin1.GetBytes("\u0080\u0002}."));
        Assert.Contains("batches.meta has no 'label_names' that are ten names", Refusal(folder));
    }

    private static Dataset Open(TemporaryFolder folder, int? limit = null) =>
        DatasetCatalog.Open(new DatasetRequest("cifar10", folder.Path, Limit: limit), TestContext.Current.CancellationToken);

    private static string Refusal(TemporaryFolder folder) => Assert.Throws<DatasetException>(() => Open(folder)).Message;

    private static void WriteAll(TemporaryFolder folder, string below)
    {
        var names = string.Concat(Enumerable.Range(0, 10).Select(label => $"U\u0007" + $"class {label}q{(char)(label + 2)}"));
        folder.Write(Path.Combine(below, "batches.meta"), Encoding.Latin1.GetBytes($"\u0080\u0002}}q\u0001(U\u000blabel_names](" + names + "eu."));
        for (var file = 1; file <= 6; file++) folder.Write(Path.Combine(below, file == 6 ? "test_batch" : $"data_batch_{file}"), Batch((byte)file));
    }

    // As Python 2 wrote the official files.
    private static byte[] Batch(byte pixel, int labels = 10_000, string key = "data")
    {
        var (length, pixels) = (new byte[4], new byte[10_000 * 3072]);
        Array.Fill(pixels, pixel);
        BinaryPrimitives.WriteInt32LittleEndian(length, pixels.Length);
        return
        [
            .. Encoding.Latin1.GetBytes("\u0080\u0002}q\u0001(U\u0006labelsq\u0002]q\u0003("),
            .. Enumerable.Range(0, labels).SelectMany(record => new[] { (byte)'K', (byte)(record % 10) }),
            .. Encoding.Latin1.GetBytes($"eU\u0004{key}q\u0004" + "cnumpy.core.multiarray\n_reconstruct\nq\u0005cnumpy\nndarray\nq\u0006K\0\u0085q\u0007U\u0001bq\u0008\u0087q\u0009Rq\u000a(K\u0001M\u0010'M\0\u000c\u0086q\u000b"),
            .. Encoding.Latin1.GetBytes("cnumpy\ndtype\nq\u000cU\u0002u1q\u000dK\0K\u0001\u0087q\u000eRq\u000f(K\u0003U\u0001|q\u0010NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0tq\u0011b\u0089T"),
            .. length, .. pixels, .. Encoding.Latin1.GetBytes("q\u0012tq\u0013bu."),
        ];
    }
}
