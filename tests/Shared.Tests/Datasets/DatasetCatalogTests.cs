using Rrm.Datasets;
using Rrm.Images;

namespace Rrm.Shared.Tests.Datasets;

public sealed class DatasetCatalogTests
{
    public static TheoryData<DatasetRequest, string> BadRequests() => new()
    {
        { new DatasetRequest("cifar"), "There is no data set 'cifar'; expected one of cifar10, imagefolder, restricted-imagenet, shapes." },
        { new DatasetRequest("shapes", Limit: 0), "The limit is 0; expected at least 1 image." },
        { new DatasetRequest("cifar10"), "Data set cifar10 needs a folder and none was given; add --data DIR." },
        {
            new DatasetRequest("shapes", Shape: ImageShape.Rgb(224)),
            "Data set shapes has images of 3x32x32 and the network expects 3x224x224; choose an architecture for 3x32x32."
        },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public void A_bad_request_is_told_what_is_wrong(DatasetRequest request, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<DatasetException>(() => DatasetCatalog.Open(request, TestContext.Current.CancellationToken)).Message);
}
