using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Telemetry;

public sealed class RecentActivityTests
{
    private readonly ManualClock clock = new();

    [Fact]
    public void Clients_beyond_the_bound_are_counted_together()
    {
        var activity = new RecentActivity(maxClients: 2, clock);
        foreach (var name in new[] { "a", "b", "c", "a", "d" })
            activity.Client(name).Answer(10);
        Assert.Equal([("a", 2), ("b", 1), ("other", 2)], activity.Clients.Select(client => (client.Name, (int)client.Answered)).Order());
    }

    [Fact]
    public void Clients_that_tell_no_name_are_counted_together_and_take_no_place()
    {
        var activity = new RecentActivity(maxClients: 1, clock);
        for (var connection = 0; connection < 5; connection++)
            activity.Client($"{Caller.ConnectionPrefix}{connection}").Refuse();
        activity.Client("a").Arrive();
        Assert.Equal([("a", 0), ("anonymous", 5)], activity.Clients.Select(client => (client.Name, (int)client.Refused)).Order());
        Assert.Equal(1, activity.Client("a").InFlight);
    }

    [Fact]
    public void The_last_fifty_refusals_are_kept_the_newest_first_and_their_texts_are_bounded()
    {
        var log = new RefusalLog(clock);
        for (var number = 0; number < 70; number++)
        {
            clock.Pass(TimeSpan.FromSeconds(1));
            log.Add($"client {number}", new string('x', 1000), RefusalReason.Quota);
        }
        Assert.Equal(Enumerable.Range(20, 50).Reverse().Select(number => $"client {number}"), log.Newest.Select(refusal => refusal.Client));
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(70), log.Newest[0].Time);
        Assert.All(log.Newest, refusal => Assert.Equal(65, refusal.Teacher.Length));
    }
}
