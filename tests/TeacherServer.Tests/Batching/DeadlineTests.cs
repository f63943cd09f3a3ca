using Rrm.TeacherServer.Batching;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class DeadlineTests : IDisposable
{
    // One second an image.
    private readonly TestBatcher test = new(capacity: 8, maxImages: 100);

    public DeadlineTests() => test.Runner.Computed = images => test.Time.Advance(TimeSpan.FromSeconds(images));

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task A_request_whose_deadline_cannot_be_met_is_refused_at_once()
    {
        await LearnPaceAsync();
        await test.OccupyAsync();
        test.Submit([.. Enumerable.Range(0, 10)]);
        Assert.Equal(Admission.TooLate, test.Refused(Due(seconds: 11.9, 50, 51)));
        Assert.Equal(10, test.Batcher.WaitingImages);
        test.Submit(Due(seconds: 12.1, 60, 61));
    }

    [Fact]
    public async Task Who_has_his_own_turn_need_not_wait_for_the_whole_queue()
    {
        await LearnPaceAsync();
        await test.OccupyAsync();
        test.Submit("flood", [.. Enumerable.Range(0, 90)]);
        // Two clients of equal weight: after at most four images two of them are this one's.
        test.Submit(new TestRequest([100, 101], "modest", deadline: test.Time.Now.AddSeconds(4.1)));
        Assert.Equal(Admission.TooLate, test.Refused(new TestRequest([102, 103], "modest", deadline: test.Time.Now.AddSeconds(7.9))));
    }

    [Fact]
    public async Task Nobody_is_refused_on_a_guess()
    {
        await test.OccupyAsync();
        test.Submit([.. Enumerable.Range(0, 90)]);
        test.Submit(Due(seconds: 0.001, 99));
        Assert.Equal(Admission.TooLate, test.Refused(Due(seconds: -0.001, 98)));
    }

    [Fact]
    public async Task A_request_whose_deadline_passed_while_it_waited_is_not_computed()
    {
        await test.OccupyAsync();
        var late = test.Submit(Due(seconds: 0.5, 1, 2));
        var other = test.Submit(3);
        test.Runner.Permit(2);
        Assert.Equal(BatchOutcome.Expired, await late.Done);
        Assert.Equal((float[])[3], await other.AnswerAsync());
        Assert.Equal((float[][])[[1000], [3]], test.Runner.Batches);
    }

    [Fact]
    public async Task Whoever_is_refused_learns_when_there_will_be_room()
    {
        Assert.Equal(TimeSpan.Zero, test.Batcher.UntilRoomFor(5));
        await LearnPaceAsync();
        await test.OccupyAsync();
        test.Submit([.. Enumerable.Range(0, 98)]);
        Assert.Equal(TimeSpan.FromSeconds(3), test.Batcher.UntilRoomFor(5));
        Assert.Equal(TimeSpan.FromSeconds(48), test.Batcher.UntilRoomFor(50));
    }

    // Full batches of eight seconds.
    private async Task LearnPaceAsync()
    {
        var request = test.Submit([.. Enumerable.Range(500, 8)]);
        test.Runner.Permit(1);
        await request.AnswerAsync();
    }

    private TestRequest Due(double seconds, params float[] values) => new(values, deadline: test.Time.Now.AddSeconds(seconds));
}
