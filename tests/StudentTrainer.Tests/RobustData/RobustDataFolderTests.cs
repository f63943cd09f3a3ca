using Rrm.Datasets;
using Rrm.StudentTrainer.RobustData;

namespace Rrm.StudentTrainer.Tests.RobustData;

public sealed class RobustDataFolderTests : IDisposable
{
    private static readonly Dataset Natural = TestData.Quadrants(20, 8);
    private readonly TemporaryFolder folder = new();

    public RobustDataFolderTests() => RobustSets.Make(folder["robust"], Natural.Train);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("images.npy")]
    [InlineData("labels.npy")]
    public void A_changed_byte_is_noticed(string file)
    {
        var bytes = File.ReadAllBytes(folder[$"robust/{file}"]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder[$"robust/{file}"], bytes);
        Assert.Contains("has SHA-256", Assert.Throws<RrmException>(() => RobustDataFolder.Read(folder["robust"])).Message);
    }

    [Fact]
    public void A_truncated_or_missing_file_is_noticed()
    {
        using (var images = File.OpenWrite(folder["robust/images.npy"]))
            images.SetLength(images.Length - 1);
        Assert.Contains("expected 3,968 for 20 images of 3x8x8", Assert.Throws<RrmException>(() => RobustDataFolder.Read(folder["robust"])).Message);
        File.Delete(folder["robust/images.npy"]);
        Assert.Contains("is missing", Assert.Throws<RrmException>(() => RobustDataFolder.Read(folder["robust"])).Message);
    }

    [Fact]
    public void Data_that_it_does_not_stand_for_is_refused()
    {
        var robust = RobustDataFolder.Read(folder["robust"]);
        var other = Natural with { Name = "cifar10" };
        Assert.Contains("stands for quadrants with 4 classes", Assert.Throws<RrmException>(() => robust.JoinTo(other, CancellationToken.None)).Message);
        // The same name, size and classes, and one image or one label is another.
        Assert.Contains("was made from other images", Assert.Throws<RrmException>(() => robust.JoinTo(Shifted(20), CancellationToken.None)).Message);
        Assert.Contains("was made from other images", Assert.Throws<RrmException>(() => robust.JoinTo(Shifted(10), CancellationToken.None)).Message);
    }

    [Fact]
    public void More_images_than_it_stands_for_are_refused_and_fewer_are_the_first_ones()
    {
        var robust = RobustDataFolder.Read(folder["robust"]);
        Assert.Contains(
            "stands for the first 20 of the 40 training images that are asked for. Give --limit 20, which limits the test images too",
            Assert.Throws<RrmException>(() => robust.JoinTo(TestData.Quadrants(40, 8), CancellationToken.None)).Message);
        Assert.Equal(10, robust.JoinTo(TestData.Quadrants(10, 8), CancellationToken.None).Train.Count);
    }

    private static Dataset Shifted(int count) => Natural with
    {
        Train = new(Natural.Train.Name, Natural.Train.Split, Natural.Train.Shape, Natural.Train.ClassNames, count, (index, pixels) =>
        {
            var other = (index + 1) % Natural.Train.Count;
            Natural.Train.CopyTo(other, pixels);
            return Natural.Train.Label(other);
        }),
    };

    [Fact]
    public void Its_identity_is_that_of_all_its_files()
    {
        var before = RobustDataFolder.Read(folder["robust"]);
        RobustSets.Make(folder["again"], Natural.Train);
        RobustSets.Make(folder["other"], Natural.Train, RobustSets.Options(Natural.Train) with { Seed = 9 });
        Assert.Equal(before.Sha256, RobustDataFolder.Read(folder["again"]).Sha256);
        Assert.NotEqual(before.Sha256, RobustDataFolder.Read(folder["other"]).Sha256);
    }
}
