using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Rrm.StudentTrainer.Tests;
using Rrm.StudentTrainer.Tests.Teachers;
using static Rrm.Clients.Tests.Fakes;

namespace Rrm.Clients.Tests;

public sealed class BalancingTests
{
    [Fact]
    public async Task A_call_goes_where_the_fewest_images_are_under_way()
    {
        await using var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync();
        await using var third = await FakeTeacher.StartAsync();
        FakeTeacher[] fakes = [first, second, third];
        var go = new TaskCompletionSource();
        foreach (var fake in fakes)
            fake.Answer = async call =>
            {
                await go.Task.InTime();
                return call.Right();
            };
        using var client = Connect(fakes, Quick with { Depth = 20 });
        await client.DescribeAsync().InTime();

        var large = client.AskAsync(60);
        await Bounded.UntilAsync(() => fakes.Sum(fake => fake.InFlight) == 1);
        var busy = fakes.Single(fake => fake.InFlight == 1);
        var small = Enumerable.Range(0, 10).Select(_ => client.AskAsync(10)).ToList();
        await Bounded.UntilAsync(() => fakes.Sum(fake => fake.InFlight) == 11);
        Assert.Equal(1, busy.InFlight); // 60 images weigh more than the others' 50.
        Assert.All(fakes.Where(fake => fake != busy), fake => Assert.Equal(5, fake.InFlight));
        go.SetResult();
        await Task.WhenAll([large, .. small]).InTime();
    }

    [Fact]
    public async Task Idle_endpoints_take_turns()
    {
        await using var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync();
        using var client = Connect([first, second]);
        for (var count = 0; count < 20; count++)
            await client.AskAsync();
        Assert.InRange(first.Asked.Count, 8, 12);
    }

    [Fact]
    public async Task An_endpoint_that_fails_is_left_alone_and_tried_again_later()
    {
        await using var good = await FakeTeacher.StartAsync();
        await using var bad = await FakeTeacher.StartAsync();
        var notices = new List<string>();
        using var client = Connect([good, bad], Quick with { FirstBreak = TimeSpan.FromMilliseconds(400), Notice = line => { lock (notices) notices.Add(line); } });
        bad.Answer = _ => FakeTeacher.Fail(StatusCode.Unavailable, "being repaired");
        for (var count = 0; count < 50; count++)
            await client.AskAsync();
        Assert.InRange(bad.Asked.Count, 3, 8); // Three open it, and few tries follow while the test runs.
        Assert.Equal((1, 2), (client.Statistics.Up, client.Statistics.Endpoints));
        Assert.Equal($"Teacher {bad.Endpoint} does not answer (being repaired); the others serve until it does.", Assert.Single(notices));

        bad.Answer = call => Task.FromResult(call.Right());
        await Bounded.UntilAsync(() =>
        {
            client.AskAsync().GetAwaiter().GetResult();
            return client.Statistics.Up == 2;
        });
        Assert.Equal($"Teacher {bad.Endpoint} answers again.", notices[^1]);
    }

    [Fact]
    public async Task When_all_fail_they_are_tried_in_turn_and_the_first_to_come_back_serves()
    {
        await using var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync();
        using var client = Connect([first, second], Quick with { FirstBreak = TimeSpan.FromMinutes(1), LongestBreak = TimeSpan.FromMinutes(1) });
        var closed = true;
        first.Answer = _ => FakeTeacher.Fail(StatusCode.Unavailable);
        second.Answer = call => Volatile.Read(ref closed) ? FakeTeacher.Fail(StatusCode.Unavailable) : Task.FromResult(call.Right());
        await client.DescribeAsync().InTime();
        var asking = client.AskAsync();
        await Bounded.UntilAsync(() => first.Asked.Count >= 5 && second.Asked.Count >= 5);
        Volatile.Write(ref closed, false);
        await asking.InTime();
    }

    [Fact]
    public async Task A_host_stands_for_all_of_its_addresses_and_new_ones_are_found()
    {
        await using var first = await FakeTeacher.StartAsync(place: new(IPAddress.Parse("127.0.0.2"), 0));
        var port = new Uri(first.Endpoint).Port;
        await using var second = await FakeTeacher.StartAsync(place: new(IPAddress.Parse("127.0.0.3"), port));
        var addresses = new[] { "127.0.0.2" };
        using var client = TeacherClient.Connect($"dns:///teachers.test:{port}/fake", Quick with { DnsRefresh = TimeSpan.FromMilliseconds(50) },
            host => host == "teachers.test" ? Task.FromResult(addresses.Select(IPAddress.Parse).ToArray()) : throw new SocketException((int)SocketError.HostNotFound));
        await client.AskAsync();
        Assert.Equal(1, client.Statistics.Endpoints);

        addresses = ["127.0.0.2", "127.0.0.3"];
        await AskUntil(() => second.Asked.Count > 0);
        Assert.Equal(2, client.Statistics.Endpoints);

        addresses = ["127.0.0.3"];
        await AskUntil(() => client.Statistics.Endpoints == 1);
        var before = first.Asked.Count;
        for (var count = 0; count < 5; count++)
            await client.AskAsync();
        Assert.Equal(before, first.Asked.Count);

        async Task AskUntil(Func<bool> condition)
        {
            await Bounded.UntilAsync(() =>
            {
                client.AskAsync().GetAwaiter().GetResult();
                return condition();
            });
        }
    }

    [Fact]
    public async Task A_host_without_an_address_is_looked_up_until_the_time_is_spent()
    {
        var looked = 0;
        using var client = TeacherClient.Connect("dns:///nowhere.test:1/fake", Quick with { Timeout = TimeSpan.FromMilliseconds(500) }, _ =>
        {
            Interlocked.Increment(ref looked);
            throw new SocketException((int)SocketError.HostNotFound);
        });
        var problem = await Assert.ThrowsAsync<TeacherUnavailableException>(() => client.DescribeAsync().InTime());
        Assert.Contains("host 'nowhere.test' has no address", problem.Message);
        Assert.True(looked > 1);
    }
}
