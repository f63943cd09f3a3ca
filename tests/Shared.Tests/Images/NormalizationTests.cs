using Rrm.Images;

namespace Rrm.Shared.Tests.Images;

public sealed class NormalizationTests
{
    [Fact]
    public void Every_name_finds_constants_of_its_own()
    {
        Assert.All(Normalization.Names, name => Normalization.Find(name)!.Validate(3));
        Assert.Equal(Normalization.Names.Count, Normalization.Names.Select(Normalization.Find).Distinct().Count());
        Assert.Null(Normalization.Find("imagenet"));
    }

    [Fact]
    public void Data_sets_have_the_constants_of_the_authors_and_others_the_centred_ones()
    {
        Assert.Equal([0.2471, 0.2435, 0.2616], Normalization.DefaultOf("cifar10").Std);
        Assert.Equal([0.2023, 0.1994, 0.2010], Normalization.Find("cifar10-robustness")!.Std);
        Assert.Equal([0.4717, 0.4499, 0.3837], Normalization.DefaultOf("restricted-imagenet").Mean);
        Assert.Same(Normalization.Centred, Normalization.DefaultOf("shapes"));
    }
}
