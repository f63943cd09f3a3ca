using Rrm.TeacherServer.Batching;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class EqualImagesTests : IDisposable
{
    private readonly TestBatcher test = new();

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task Equal_images_that_wait_are_computed_once_and_everybody_gets_the_row()
    {
        await test.OccupyAsync();
        var (first, second, third) = (test.Submit("a", 1, 2, 1), test.Submit("b", 3, 2), test.Submit("c", 2));
        test.Runner.Permit(2);
        Assert.Equal((float[])[1, 2, 1], await first.AnswerAsync());
        Assert.Equal((float[])[3, 2], await second.AnswerAsync());
        Assert.Equal((float[])[2], await third.AnswerAsync());
        Assert.Equal((float[])[1, 2, 3], test.Runner.Batches[1]);
    }

    [Fact]
    public async Task An_image_that_is_being_computed_is_not_computed_again_for_a_latecomer()
    {
        var first = test.Submit(1, 2);
        await Bounded.UntilAsync(() => test.Runner.Running);
        var late = test.Submit(2, 1);
        Assert.Equal(0, test.Batcher.WaitingImages);
        test.Runner.Permit(1);
        Assert.Equal((float[])[1, 2], await first.AnswerAsync());
        Assert.Equal((float[])[2, 1], await late.AnswerAsync());

        // One that is computed is not remembered: that is a cache's work.
        var again = test.Submit(1);
        test.Runner.Permit(1);
        Assert.Equal((float[])[1], await again.AnswerAsync());
        Assert.Equal([2, 1], test.Runner.Sizes);
    }

    [Fact]
    public async Task Who_waits_for_the_same_image_survives_that_the_first_one_is_cancelled()
    {
        await test.OccupyAsync();
        using var cancellation = new CancellationTokenSource();
        var first = test.Submit(new TestRequest([1, 2, 3], "first"), cancellation.Token);
        var (second, third) = (test.Submit("second", 2), test.Submit("third", 2));
        await cancellation.CancelAsync();
        Assert.Equal(BatchOutcome.Cancelled, await first.Done);
        Assert.Equal(2, test.Batcher.WaitingImages);
        test.Runner.Permit(2);
        Assert.Equal((float[])[2], await second.AnswerAsync());
        Assert.Equal((float[])[2], await third.AnswerAsync());
        Assert.Equal((float[][])[[1000], [2]], test.Runner.Batches);
    }

    [Fact]
    public async Task One_that_leaves_the_middle_of_a_chain_leaves_it_whole()
    {
        await test.OccupyAsync();
        using var cancellation = new CancellationTokenSource();
        var (first, second) = (test.Submit("first", 7), test.Submit("second", 7));
        var leaving = test.Submit(new TestRequest([7, 8, 7], "leaving"), cancellation.Token);
        var last = test.Submit("last", 7);
        await cancellation.CancelAsync();
        Assert.Equal(BatchOutcome.Cancelled, await leaving.Done);
        test.Runner.Permit(2);
        foreach (var request in new[] { first, second, last })
            Assert.Equal((float[])[7], await request.AnswerAsync());
        Assert.Equal((float[][])[[1000], [7]], test.Runner.Batches);
    }

    [Fact]
    public async Task Many_that_leave_a_chain_in_any_order_leave_it_whole()
    {
        await test.OccupyAsync();
        using var cancellation = new CancellationTokenSource();
        TestRequest[] requests = [.. Enumerable.Range(0, 9).Select(index => test.Submit(new TestRequest([7], $"client {index}"), index is 0 or 3 or 4 or 8 ? cancellation.Token : default))];
        await cancellation.CancelAsync();
        test.Runner.Permit(2);
        for (var index = 0; index < requests.Length; index++)
        {
            if (index is 0 or 3 or 4 or 8)
                Assert.Equal(BatchOutcome.Cancelled, await requests[index].Done);
            else
                Assert.Equal((float[])[7], await requests[index].AnswerAsync());
        }
        Assert.Equal((float[][])[[1000], [7]], test.Runner.Batches);
    }

    [Fact]
    public async Task A_latecomer_gets_the_row_although_the_first_one_is_cancelled_while_it_runs()
    {
        using var cancellation = new CancellationTokenSource();
        var first = test.Submit(new TestRequest([1], "first"), cancellation.Token);
        await Bounded.UntilAsync(() => test.Runner.Running);
        await cancellation.CancelAsync();
        var late = test.Submit("late", 1);
        test.Runner.Permit(1);
        Assert.Equal(BatchOutcome.Cancelled, await first.Done);
        Assert.Equal((float[])[1], await late.AnswerAsync());
    }

    [Fact]
    public async Task A_poisoned_image_fails_for_everybody_who_has_it_and_for_nobody_else()
    {
        test.Log.Announced = error => error.Contains("poisoned");
        await test.OccupyAsync();
        var (bad, alsoBad, good) = (test.Submit("a", 1, FakeRunner.Poison), test.Submit("b", FakeRunner.Poison, 2), test.Submit("c", 1, 2));
        test.Runner.Permit(20);
        Assert.Equal(BatchOutcome.Failed, await bad.Done);
        Assert.Equal(BatchOutcome.Failed, await alsoBad.Done);
        Assert.Equal((1, 0), (bad.Pending.FailedImage, alsoBad.Pending.FailedImage));
        Assert.Equal((float[])[1, 2], await good.AnswerAsync());
    }

    [Fact]
    public async Task Different_images_with_the_same_hash_get_their_own_rows()
    {
        await test.OccupyAsync();
        var (first, second) = (new TestRequest([1, 2], "first"), new TestRequest([3, 4], "second"));
        for (var image = 0; image < 2; image++)
            second.Pending.Samples[image].Hash = first.Pending.Samples[image].Hash;
        test.Submit(first);
        test.Submit(second);
        test.Runner.Permit(2);
        Assert.Equal((float[])[1, 2], await first.AnswerAsync());
        Assert.Equal((float[])[3, 4], await second.AnswerAsync());
    }

    [Fact]
    public async Task They_are_computed_each_where_the_options_say_so()
    {
        using var plain = new TestBatcher(options: new() { ComputeEqualImagesOnce = false });
        var request = plain.Submit(1, 1, 1);
        plain.Runner.Permit(1);
        Assert.Equal((float[])[1, 1, 1], await request.AnswerAsync());
        Assert.Equal([3], plain.Runner.Sizes);
    }

    [Fact]
    public void The_hash_sees_every_bit_and_the_kind_of_bytes()
    {
        var random = new Random(3);
        foreach (var length in new[] { 1, 7, 31, 32, 33, 100, 3072 })
        {
            var pixels = new byte[length];
            random.NextBytes(pixels);
            var seen = new HashSet<PixelHash> { PixelHash.Of(pixels, 1), PixelHash.Of(pixels, 2), PixelHash.Of([.. pixels, 0], 1) };
            for (var bit = 0; bit < 8 * length; bit++)
            {
                pixels[bit / 8] ^= (byte)(1 << (bit % 8));
                seen.Add(PixelHash.Of(pixels, 1));
                pixels[bit / 8] ^= (byte)(1 << (bit % 8));
            }
            Assert.Equal(3 + 8 * length, seen.Count);
            Assert.Contains(PixelHash.Of([.. pixels], 1), seen);
        }
    }
}
