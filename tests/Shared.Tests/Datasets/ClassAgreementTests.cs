using Rrm.Datasets;

namespace Rrm.Shared.Tests.Datasets;

public sealed class ClassAgreementTests
{
    [Theory]
    [InlineData("cat,dog,frog", "cat,dog", "lacks frog")]
    [InlineData("cat,dog", "dog,cat", "Class 0 is 'dog'")]
    [InlineData("cat,dog", "cat,horse", "Class 1 is 'horse'")]
    public void Labels_that_mean_other_classes_are_refused(string network, string dataset, string told) =>
        Assert.Contains(told, Assert.Throws<RrmException>(() => ClassAgreement.Require(network.Split(','), dataset.Split(','), "pets")).Message);

    [Theory]
    [InlineData("cat,dog", "cat,dog")]
    [InlineData("class 0,class 1", "cat,dog")]
    public void Equal_names_and_placeholders_agree(string network, string dataset) => ClassAgreement.Require(network.Split(','), dataset.Split(','), "pets");
}
