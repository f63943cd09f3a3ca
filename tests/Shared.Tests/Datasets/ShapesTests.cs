using System.Security.Cryptography;
using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.Shared.Tests.Datasets;

public sealed class ShapesTests
{
    private static readonly Dataset data = DatasetCatalog.Open(new DatasetRequest("shapes", Limit: 100), TestContext.Current.CancellationToken);

    [Fact]
    public void The_first_images_are_pinned_because_reported_numbers_depend_on_them() =>
        Assert.Equal(("02ad0e8fcaa368d0", "0353d056cad28f7d"), (Hash(data.Train), Hash(data.Test)));

    [Fact]
    public void A_smaller_limit_gives_the_same_first_images()
    {
        var fewer = DatasetCatalog.Open(new DatasetRequest("shapes", Limit: 7), TestContext.Current.CancellationToken).Test;
        Assert.Equal(Hash(data.Test.Take(7)), Hash(fewer));
    }

    [Fact]
    public void Classes_are_balanced() =>
        Assert.All(Enumerable.Range(0, 100).CountBy(data.Train.Label), count => Assert.Equal(10, count.Value));

    [Fact]
    public void Splits_share_no_image()
    {
        for (var index = 0; index < 100; index++) Assert.NotEqual(data.Train.Image(index).ToArray(), data.Test.Image(index).ToArray());
    }

    [Fact]
    public void Forms_are_brighter_than_the_background()
    {
        // A disk covers the middle of its image and never the corners; over many images noise and gratings average out.
        var disks = Enumerable.Range(0, 10).Select(turn => data.Train.Image(10 * turn).ToArray()).ToArray();
        var (middle, corner) = (disks.Average(image => image[16 * 32 + 16]), disks.Average(image => image[0]));
        Assert.InRange(middle - corner, 40, 160);
    }

    [Fact]
    public void Every_form_is_its_own_mirror_image()
    {
        var random = new Random(0);
        for (var trial = 0; trial < 1000; trial++)
        {
            var (label, x, y) = (trial % 10, random.NextSingle() * 2 - 1, random.NextSingle() * 2 - 1);
            Assert.Equal(ShapeForm.Distance(label, x, y), ShapeForm.Distance(label, -x, y), 1e-5f);
        }
    }

    [Fact]
    public void The_exact_waves_are_close_to_the_real_ones()
    {
        for (var turns = -3f; turns < 3f; turns += 0.0137f)
        {
            Assert.Equal(MathF.Sin(2 * MathF.PI * turns), Wave.Sine(turns), 0.0015f);
            Assert.Equal(MathF.Cos(2 * MathF.PI * turns), Wave.Cosine(turns), 0.0015f);
        }
    }

    private static string Hash(ImageSet images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var index = 0; index < images.Count; index++)
        {
            hash.AppendData(images.Image(index));
            hash.AppendData([(byte)images.Label(index)]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
