using Rrm.Datasets;

namespace Rrm.Shared.Tests.Datasets;

public sealed class Cifar10Tests
{
    private const int RecordBytes = 3073;

    [Theory]
    [InlineData("")]
    [InlineData("cifar-10-batches-bin")]
    public void The_folder_itself_or_its_parent_will_do(string below)
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, below);
        var data = DatasetCatalog.Open(new DatasetRequest("cifar10", folder.Path), TestContext.Current.CancellationToken);
        Assert.Equal((50_000, 10_000), (data.Train.Count, data.Test.Count));
        Assert.Equal("class 3", data.Test.ClassNames[3]);

        // Image 20,007 is record 7 of the third file, whose pixels all are 3 and whose label is 7.
        Assert.Equal(7, data.Train.Label(20_007));
        Assert.All(data.Train.Image(20_007).ToArray(), value => Assert.Equal(3, value));
    }

    [Fact]
    public void A_limit_takes_the_first_of_each_split()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, "");
        var data = DatasetCatalog.Open(new DatasetRequest("cifar10", folder.Path, Limit: 12_345), TestContext.Current.CancellationToken);
        Assert.Equal((12_345, 10_000), (data.Train.Count, data.Test.Count));
    }

    [Fact]
    public void A_truncated_file_is_named_with_both_lengths()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, "");
        folder.Write("data_batch_4.bin", new byte[1000]);
        var message = Refusal(folder);
        Assert.Contains("data_batch_4.bin has 1,000 bytes; expected 30,730,000.", message);
    }

    [Fact]
    public void A_missing_file_or_list_of_names_is_named()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, "");
        File.Delete(Path.Combine(folder.Path, "test_batch.bin"));
        Assert.Contains("test_batch.bin is missing", Refusal(folder));
        File.Delete(Path.Combine(folder.Path, "batches.meta.txt"));
        Assert.Contains("batches.meta.txt is missing", Refusal(folder));
    }

    [Fact]
    public void A_label_beyond_the_classes_is_refused()
    {
        using var folder = new TemporaryFolder();
        WriteAll(folder, "");
        folder.Write("test_batch.bin", [10, .. new byte[10_000 * RecordBytes - 1]]);
        Assert.Contains("record 0 has 3073 bytes and the label 10", Refusal(folder));
    }

    [Fact]
    public void Real_pictures_load()
    {
        var root = RealData.FolderOrSkip("cifar-10-batches-bin");
        var data = DatasetCatalog.Open(new DatasetRequest("cifar10", root), TestContext.Current.CancellationToken);
        Assert.Equal("airplane", data.Train.ClassNames[0]);
        Assert.All(Enumerable.Range(0, data.Test.Count).CountBy(data.Test.Label), count => Assert.Equal(1000, count.Value));
    }

    private static string Refusal(TemporaryFolder folder) =>
        Assert.Throws<DatasetException>(() => DatasetCatalog.Open(new DatasetRequest("cifar10", folder.Path), TestContext.Current.CancellationToken)).Message;

    private static void WriteAll(TemporaryFolder folder, string below)
    {
        folder.Write(Path.Combine(below, "batches.meta.txt"), [.. string.Concat(Enumerable.Range(0, 10).Select(i => $"class {i}\n")).Select(c => (byte)c), 10]);
        for (var file = 1; file <= 6; file++)
        {
            var content = new byte[10_000 * RecordBytes];
            Array.Fill(content, (byte)file);
            for (var record = 0; record < 10_000; record++) content[record * RecordBytes] = (byte)(record % 10);
            folder.Write(Path.Combine(below, file == 6 ? "test_batch.bin" : $"data_batch_{file}.bin"), content);
        }
    }
}
