using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class FairnessTests
{
    private static readonly SchedulingOptions PairsInTurn = new() { Quantum = 2, TrainWeight = 1, EvaluateWeight = 1, BulkWeight = 1 };

    [Fact]
    public async Task Clients_take_turns_in_images_whatever_the_size_of_their_requests()
    {
        using var test = new TestBatcher(capacity: 8, options: PairsInTurn);
        await test.OccupyAsync();
        var large = test.Submit("large", 10, 11, 12, 13, 14, 15, 16);
        TestRequest[] small = [test.Submit("small", 20), test.Submit("small", 21), test.Submit("small", 22), test.Submit("small", 23)];
        test.Runner.Permit(3);
        await large.AnswerAsync();
        foreach (var request in small)
            await request.AnswerAsync();
        Assert.Equal((float[])[10, 11, 20, 21, 12, 13, 22, 23], test.Runner.Batches[1]);
        Assert.Equal((float[])[14, 15, 16], test.Runner.Batches[2]);
    }

    [Fact]
    public async Task A_turn_that_a_full_batch_cut_off_goes_on_in_the_next()
    {
        using var test = new TestBatcher(capacity: 3, options: PairsInTurn);
        await test.OccupyAsync();
        TestRequest[] requests = [test.Submit("a", 10, 11, 12, 13, 14, 15), test.Submit("b", 20, 21, 22, 23, 24, 25)];
        test.Runner.Permit(5);
        foreach (var request in requests)
            await request.AnswerAsync();
        Assert.Equal((float[][])[[10, 11, 20], [21, 12, 13], [22, 23, 14], [15, 24, 25]], test.Runner.Batches.Skip(1));
    }

    [Fact]
    public async Task Classes_share_by_weight()
    {
        using var test = new TestBatcher(capacity: 14, maxImages: 100, options: new() { Quantum = 1, TrainWeight = 4, EvaluateWeight = 2, BulkWeight = 1 });
        await test.OccupyAsync();
        TestRequest[] requests =
        [
            test.Submit("one", WorkClass.Bulk, [.. Enumerable.Range(300, 20)]),
            test.Submit("one", WorkClass.Evaluate, [.. Enumerable.Range(200, 20)]),
            test.Submit("one", WorkClass.Train, [.. Enumerable.Range(100, 20)]),
        ];
        test.Runner.Permit(10);
        foreach (var request in requests)
            await request.AnswerAsync();
        Assert.Equal((float[])[300, 200, 201, 100, 101, 102, 103, 301, 202, 203, 104, 105, 106, 107], test.Runner.Batches[1]);
    }

    [Fact]
    public async Task A_full_queue_makes_room_for_those_who_wait_for_less()
    {
        using var test = new TestBatcher(capacity: 8, maxImages: 20);
        await test.OccupyAsync();
        var flood = Enumerable.Range(0, 4).Select(request => test.Submit("flood", [.. Enumerable.Range(10 * request, 5)])).ToList();
        Assert.Equal(Admission.QueueFull, test.Refused(new TestRequest([90], "flood")));

        var modest = test.Submit("modest", 100, 101, 102);
        Assert.Equal(BatchOutcome.PushedOut, await flood[3].Done);
        Assert.Equal(18, test.Batcher.WaitingImages);
        // As much as the flood would keep, and not more.
        Assert.Equal(Admission.QueueFull, test.Refused(new TestRequest([.. Enumerable.Range(200, 11)], "greedy")));

        test.Runner.Permit(10);
        await modest.AnswerAsync();
        foreach (var request in flood[..3])
            await request.AnswerAsync();
    }

    [Fact]
    public async Task Nobody_is_pushed_out_where_that_does_not_suffice()
    {
        using var test = new TestBatcher(capacity: 8, maxImages: 20);
        await test.OccupyAsync();
        var large = test.Submit("flood", [.. Enumerable.Range(0, 15)]);
        var newest = test.Submit("flood", 20, 21);
        // Without the newest the flood would still wait for 15 images, but 12 more have no room beside those.
        Assert.Equal(Admission.QueueFull, test.Refused(new TestRequest([.. Enumerable.Range(200, 12)], "other")));
        Assert.Equal(17, test.Batcher.WaitingImages);
        test.Runner.Permit(10);
        await large.AnswerAsync();
        await newest.AnswerAsync();
    }

    [Fact]
    public async Task Those_who_run_make_no_room_in_bytes()
    {
        using var test = new TestBatcher(capacity: 8, maxImages: 100, options: new() { MaxHeldBytes = 21 * 8 });
        // Half of it runs, and holds its bytes until all of it is done.
        var running = test.Submit("flood", [.. Enumerable.Range(0, 16)]);
        await Bounded.UntilAsync(() => test.Runner.Running);
        var newest = test.Submit("flood", 20, 21, 22);
        Assert.Equal(Admission.QueueFull, test.Refused(new TestRequest([.. Enumerable.Range(200, 6)], "other")));
        Assert.Equal(11, test.Batcher.WaitingImages);
        var modest = test.Submit("modest", 100, 101, 102);
        Assert.Equal(BatchOutcome.PushedOut, await newest.Done);
        test.Runner.Permit(10);
        await running.AnswerAsync();
        await modest.AnswerAsync();
    }

    [Fact]
    public async Task A_queue_is_bounded_in_bytes_too()
    {
        // An image and its output have four bytes each.
        using var test = new TestBatcher(options: new() { MaxHeldBytes = 5 * 8 });
        var running = test.Submit(1, 2, 3, 4);
        Assert.Equal(Admission.QueueFull, test.Refused(new TestRequest([5, 6])));
        var fits = test.Submit(5);
        test.Runner.Permit(2);
        await running.AnswerAsync();
        await fits.AnswerAsync();
        var alone = test.Submit([.. Enumerable.Range(10, 8)]);
        test.Runner.Permit(1);
        await alone.AnswerAsync();
    }

    [Fact]
    public void A_client_has_no_more_in_flight_than_its_quota()
    {
        var quotas = new ClientQuotas();
        var caller = new Caller("one", MaxImagesInFlight: 10);
        Assert.True(quotas.TryEnter(caller, 6));
        Assert.False(quotas.TryEnter(caller, 5));
        // The name is what counts: a client's calls may come with objects of their own.
        Assert.True(quotas.TryEnter(caller with { }, 4));
        Assert.True(quotas.TryEnter(new Caller("other", MaxImagesInFlight: 10), 10));
        quotas.Leave(caller, 6);
        Assert.True(quotas.TryEnter(caller, 6));
        Assert.False(quotas.TryEnter(caller, int.MaxValue));
    }
}
