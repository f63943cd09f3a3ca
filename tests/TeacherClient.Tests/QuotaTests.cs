using System.Diagnostics;
using Grpc.Core;
using Rrm.StudentTrainer.Tests;
using Rrm.StudentTrainer.Tests.Teachers;
using static Rrm.Clients.Tests.Fakes;

namespace Rrm.Clients.Tests;

public sealed class QuotaTests
{
    [Fact]
    public async Task A_service_that_asks_for_a_pause_gets_it()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var times = new List<TimeSpan>();
        var clock = Stopwatch.StartNew();
        fake.Answer = call =>
        {
            times.Add(clock.Elapsed);
            return call.Attempt == 1 ? FakeTeacher.Fail(StatusCode.ResourceExhausted, "the quota is used up", new Metadata { { "grpc-retry-pushback-ms", "700" } }) : Task.FromResult(call.Right());
        };
        using var client = Connect([fake]);
        await client.AskAsync();
        Assert.Equal(2, times.Count);
        Assert.InRange((times[1] - times[0]).TotalMilliseconds, 690, 20_000); // Its own first pause is 5 ms.
        Assert.Equal((1L, 1L), (client.Statistics.Pushbacks, client.Statistics.Retries));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("never")]
    public async Task A_service_that_forbids_another_attempt_gets_none(string pushback)
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = _ => FakeTeacher.Fail(StatusCode.ResourceExhausted, "This is too large.", new Metadata { { "grpc-retry-pushback-ms", pushback } });
        using var client = Connect([fake]);
        var problem = await Assert.ThrowsAsync<TeacherCallException>(() => client.AskAsync());
        Assert.Equal((StatusCode.ResourceExhausted, $"Teacher {fake.Endpoint} refused: This is too large."), (problem.Status, problem.Message));
        Assert.Single(fake.Asked);
    }

    [Fact]
    public async Task The_depth_finds_the_quota_and_comes_back_when_it_is_lifted()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var (quota, under) = (2, 0);
        fake.Answer = async call =>
        {
            try
            {
                if (Interlocked.Increment(ref under) > Volatile.Read(ref quota))
                    await FakeTeacher.Fail(StatusCode.ResourceExhausted);
                await Task.Delay(5);
                return call.Right();
            }
            finally
            {
                Interlocked.Decrement(ref under);
            }
        };
        using var client = Connect([fake], Quick with { Depth = 16 });
        await AskManyAsync(150);
        var refused = client.Statistics.Pushbacks;
        Assert.InRange(client.Statistics.Depth, 1, 6);
        Assert.InRange(refused, 8, 110); // 14 of the first 16, and then what probing for more costs; without a window nearly all would be refused several times.

        Volatile.Write(ref quota, 100);
        await AskManyAsync(300);
        Assert.Equal(16, client.Statistics.Depth);
        Assert.InRange(client.Statistics.Pushbacks, refused, refused + 6);

        Task AskManyAsync(int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) => await client.AskAsync()).InTime();
    }

    [Fact]
    public async Task A_deadline_that_the_service_ends_early_is_overload_and_no_silence()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Attempt <= 5 ? FakeTeacher.Fail(StatusCode.DeadlineExceeded, "This would not be answered in time.") : Task.FromResult(call.Right());
        var notices = new List<string>();
        using var client = Connect([fake], Quick with { Depth = 16, Notice = notices.Add });
        await client.AskAsync();
        Assert.Empty(notices);
        Assert.InRange(client.Statistics.Depth, 1, 2); // Halved five times, and one answer.
    }

    [Theory]
    [InlineData(StatusCode.ResourceExhausted, 10, true)]
    [InlineData(StatusCode.DeadlineExceeded, 8, true)]
    [InlineData(StatusCode.DeadlineExceeded, 9.5, false)]
    [InlineData(StatusCode.DeadlineExceeded, 10, false)]
    [InlineData(StatusCode.Unavailable, 1, false)]
    public void Overload_is_what_ends_well_before_the_deadline(StatusCode status, double seconds, bool isOverload) =>
        Assert.Equal(isOverload, Clients.Calls.Failure.IsOverload(new RpcException(new Status(status, "")), TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(10)));

    [Fact]
    public async Task A_refusal_for_quota_is_no_silence()
    {
        await using var fake = await FakeTeacher.StartAsync();
        await using var other = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Attempt <= 5 ? FakeTeacher.Fail(StatusCode.ResourceExhausted) : Task.FromResult(call.Right());
        other.Answer = fake.Answer;
        var notices = new List<string>();
        using var client = Connect([fake, other], Quick with { Notice = notices.Add });
        await client.AskAsync();
        Assert.Empty(notices);
        Assert.Equal(2, client.Statistics.Up);
    }
}
