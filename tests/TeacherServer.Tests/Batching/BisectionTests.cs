using Rrm.TeacherServer.Batching;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class BisectionTests
{
    [Fact]
    public async Task A_poisoned_image_is_found_by_halves_and_its_request_fails_alone()
    {
        using var test = new TestBatcher(capacity: 64, maxImages: 64);
        test.Log.Announced = error => error.Contains("failed on image 2 of a request");
        await test.OccupyAsync();
        var requests = Enumerable.Range(0, 16).Select(request => Enumerable.Range(4 * request, 4).Select(value => (float)value).ToArray()).ToList();
        requests[9][2] = FakeRunner.Poison;
        var submitted = requests.Select(values => test.Submit(values)).ToList();
        test.Runner.Permit(100);

        for (var index = 0; index < requests.Count; index++)
        {
            if (index != 9)
                Assert.Equal(requests[index], await submitted[index].AnswerAsync());
        }
        Assert.Equal(BatchOutcome.Failed, await submitted[9].Done);
        Assert.Equal(2, submitted[9].Pending.FailedImage);
        // Seven runs that fail, of 64, 32, ..., 1 images, and the other half of each; the last image of the failed request is not computed any more.
        Assert.Equal(7, test.Runner.Batches.Count(batch => batch.Contains(FakeRunner.Poison)));
        Assert.Equal([2, 4, 8, 16, 32], test.Runner.Batches.Skip(1).Where(batch => !batch.Contains(FakeRunner.Poison)).Select(batch => batch.Length).Order());
    }

    [Fact]
    public async Task The_rest_of_a_poisoned_request_is_not_computed_for_nobody()
    {
        using var test = new TestBatcher(capacity: 4);
        test.Log.Announced = error => error.Contains("poisoned");
        await test.OccupyAsync();
        var bad = test.Submit(FakeRunner.Poison, 1, 2, 3, 4, 5, 6, 7);
        test.Runner.Permit(100);
        Assert.Equal(BatchOutcome.Failed, await bad.Done);
        Assert.Equal(0, test.Batcher.WaitingImages);
        Assert.DoesNotContain(test.Runner.Batches, batch => batch.Contains(4));
        var next = test.Submit(9);
        Assert.Equal((float[])[9], await next.AnswerAsync());
    }
}
