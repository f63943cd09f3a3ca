using Rrm.Clients.Calls;
using Rrm.StudentTrainer.Tests;

namespace Rrm.Clients.Tests.Calls;

public sealed class InFlightWindowTests
{
    [Fact]
    public async Task So_many_enter_and_the_others_in_the_order_of_asking()
    {
        var window = new InFlightWindow(2);
        await window.EnterAsync(default);
        await window.EnterAsync(default);
        var (third, fourth) = (window.EnterAsync(default).AsTask(), window.EnterAsync(default).AsTask());
        Assert.False(third.IsCompleted);
        window.Leave();
        await third.InTime();
        Assert.False(fourth.IsCompleted);
        window.Leave();
        await fourth.InTime();
    }

    [Fact]
    public async Task A_refusal_halves_it_once_for_all_that_were_under_way()
    {
        var window = new InFlightWindow(8);
        var places = new List<int>();
        for (var count = 0; count < 8; count++)
            places.Add(await window.EnterAsync(default));
        places.ForEach(window.Shrink);
        Assert.Equal(4, window.Size);

        for (var count = 0; count < 8; count++)
            window.Leave();
        var later = await window.EnterAsync(default);
        window.Shrink(later);
        Assert.Equal(2, window.Size);
    }

    [Fact]
    public async Task It_never_shrinks_below_one()
    {
        var window = new InFlightWindow(1);
        window.Shrink(await window.EnterAsync(default));
        window.Leave();
        Assert.Equal(1, window.Size);
        await window.EnterAsync(default).AsTask().InTime();
    }

    [Fact]
    public async Task About_a_window_of_answers_adds_one_and_the_most_is_the_most()
    {
        var window = new InFlightWindow(8);
        window.Shrink(await window.EnterAsync(default));
        Assert.Equal(4, window.Size);
        for (var answers = 0; answers < 4; answers++)
            window.Grow();
        Assert.Equal(4, window.Size); // 1/4 + 1/4.25 + … is a little less than one.
        window.Grow();
        Assert.Equal(5, window.Size);
        for (var answers = 0; answers < 100; answers++)
            window.Grow();
        Assert.Equal(8, window.Size);
    }

    [Fact]
    public async Task Growing_lets_somebody_in()
    {
        var window = new InFlightWindow(2);
        window.Shrink(await window.EnterAsync(default));
        var waiting = window.EnterAsync(default).AsTask();
        Assert.False(waiting.IsCompleted);
        window.Grow();
        await waiting.InTime();
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_place()
    {
        var window = new InFlightWindow(1);
        await window.EnterAsync(default);
        using var stop = new CancellationTokenSource();
        var (first, second) = (window.EnterAsync(stop.Token).AsTask(), window.EnterAsync(default).AsTask());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.InTime());
        window.Leave();
        await second.InTime();
    }
}
