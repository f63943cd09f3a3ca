using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Clients;
using Rrm.Images;
using Rrm.StudentTrainer.Teachers;
using TorchSharp;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class RemoteTeacherTests
{
    private static readonly RemoteTeacherOptions quick = new()
    {
        Wait = TimeSpan.FromSeconds(30),
        Connection = new() { AttemptTimeout = TimeSpan.FromSeconds(20), FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(50), Token = null },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Answers_come_in_the_order_of_the_batches_with_so_many_in_flight_and_no_more(int depth)
    {
        await using var fake = await FakeTeacher.StartAsync();
        var lastFirst = new LastFirst(depth);
        fake.Answer = lastFirst.AnswerAsync;
        using var teacher = Connect([fake], quick with { Depth = depth });

        Assert.Equal(Lessons.InOrder(12), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(12))));
        Assert.Equal(depth, fake.MostInFlight);
        Assert.Equal(depth == 1, lastFirst.Answered.SequenceEqual(Enumerable.Range(0, 12)));
    }

    [Theory]
    [InlineData(StatusCode.Unavailable)]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.ResourceExhausted)]
    [InlineData(StatusCode.Aborted)]
    public async Task A_passing_failure_is_tried_again_and_changes_no_answer(StatusCode status)
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Attempt <= 2 ? FakeTeacher.Fail(status) : Task.FromResult(call.Right());
        using var teacher = Connect([fake], quick);

        Assert.Equal(Lessons.InOrder(6), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(6))));
        Assert.Equal(18, fake.Asked.Count);
    }

    [Theory]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.InvalidArgument)]
    [InlineData(StatusCode.NotFound)]
    [InlineData(StatusCode.Unimplemented)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Internal)]
    [InlineData(StatusCode.Unknown)]
    public async Task A_refusal_ends_the_run_at_once_with_the_services_sentence(StatusCode status)
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = _ => FakeTeacher.Fail(status, "The teacher was changed.");
        using var teacher = Connect([fake], quick with { Depth = 1 });
        var batches = Lessons.Batches(2);

        var problem = await Assert.ThrowsAsync<TeacherCallException>(() => Bounded.Run(() => Lessons.Read(teacher, batches)));
        Assert.Equal((status, $"Teacher {fake.Endpoint} refused: The teacher was changed."), (problem.Status, problem.Message));
        Assert.Single(fake.Asked);
        Lessons.AssertGivenBack(batches.Take(1));
    }

    [Fact]
    public async Task A_teacher_that_is_replaced_under_the_same_name_is_refused()
    {
        await using var fake = await FakeTeacher.StartAsync();
        using var teacher = Connect([fake], quick);
        var first = fake.Sha256;
        fake.Answer = call =>
        {
            fake.Sha256 = new string('b', 64);
            return Task.FromResult(call.Right());
        };

        var problem = await Assert.ThrowsAsync<TeacherCallException>(() => Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(12))));
        Assert.Contains($"The pinned teacher is {first}", problem.Message);
        Assert.All(fake.Asked, request => Assert.Equal((first, "fake"), (request.Sha256, request.Teacher)));
    }

    [Fact]
    public async Task An_answer_of_another_teacher_or_of_another_length_is_refused()
    {
        await using var fake = await FakeTeacher.StartAsync();
        foreach (var spoil in (Action<Protocol.V1.RepresentResponse>[])
            [right => right.Sha256 = "b", right => right.Representation = ByteString.CopyFrom(right.Representation.Span[4..]), right => right.Count++, right => right.RepresentationWidth--])
        {
            fake.Answer = call =>
            {
                var answer = call.Right();
                spoil(answer);
                return Task.FromResult(answer);
            };
            using var teacher = Connect([fake], quick);
            var batches = Lessons.Batches(2);
            var problem = await Assert.ThrowsAsync<RrmException>(() => Bounded.Run(() => Lessons.Read(teacher, batches)));
            Assert.Contains($"expected 5 of width {FakeTeacher.Width} in {5 * FakeTeacher.Width * 4} as {fake.Sha256}", problem.Message);
            Lessons.AssertGivenBack(batches);
        }
    }

    [Fact]
    public async Task When_the_first_endpoint_fails_the_second_answers_under_its_own_name()
    {
        await using var first = await FakeTeacher.StartAsync("first");
        await using var second = await FakeTeacher.StartAsync("second");
        first.Answer = _ => FakeTeacher.Fail(StatusCode.Unavailable);
        using var teacher = Connect([first, second], quick);

        Assert.Equal(Lessons.InOrder(12), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(12))));
        Assert.InRange(first.Asked.Count, 1, 2 * quick.Depth);
        Assert.All(second.Asked, request => Assert.Equal("second", request.Teacher));
    }

    [Fact]
    public async Task When_the_first_endpoint_dies_the_second_goes_on()
    {
        var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync();
        var notices = new List<string>();
        using var teacher = Connect([first, second], quick, notices);

        var order = await Bounded.Run(() =>
        {
            var order = new List<int>();
            foreach (var lesson in teacher.Follow(Lessons.Batches(12)))
            {
                using (lesson)
                    order.Add(lesson.Batch.Indices[0]);
                if (order.Count == 3)
                    first.DisposeAsync().AsTask().InTime().GetAwaiter().GetResult();
            }
            return order;
        });
        Assert.Equal(Lessons.InOrder(12), order);
        Assert.NotEmpty(second.Asked);
        Assert.Contains(notices, notice => notice.StartsWith($"Teacher {teacher.Identity.Endpoint!.Split(',')[0]} does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_is_dead_from_the_start_holds_nobody_up()
    {
        await using var living = await FakeTeacher.StartAsync();
        var notices = new List<string>();
        using var teacher = await Bounded.Run(() => Connect($"{DeadEndpoint()},{living.Endpoint}", quick, notices));

        Assert.Equal(Lessons.InOrder(6), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(6))));
        Assert.Contains(notices, notice => notice.Contains("the others serve until it does"));
    }

    [Fact]
    public async Task Endpoints_with_different_teachers_are_refused()
    {
        await using var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync(identity: 'b');
        var problem = await Assert.ThrowsAsync<RrmException>(() => Bounded.Run(() => Connect([first, second], quick)));
        Assert.Equal($"The endpoints hold different teachers: sha256 {first.Sha256} and {second.Sha256}. Give endpoints of one teacher.", problem.Message);
    }

    [Fact]
    public async Task A_service_without_that_teacher_is_refused()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var problem = await Assert.ThrowsAsync<TeacherCallException>(() => Bounded.Run(() => Connect($"{fake.Endpoint}x", quick)));
        Assert.Equal($"Teacher {fake.Endpoint}x refused: There is no teacher 'fakex'.", problem.Message);
    }

    [Fact]
    public async Task A_spent_wait_names_endpoints_seconds_and_the_way_on()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = _ => FakeTeacher.Fail(StatusCode.Unavailable, "gone fishing");
        var spent = await SpendWait(fake);
        Assert.Contains("(last: gone fishing)", spent.Message);
        Assert.InRange(fake.Asked.Count, 2, 1000);
    }

    [Fact]
    public async Task A_service_that_never_answers_spends_the_wait_too()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = NeverAsync;
        await SpendWait(fake);
    }

    [Fact]
    public async Task A_service_that_is_not_there_spends_the_wait_at_the_start()
    {
        var endpoint = DeadEndpoint();
        var spent = await Assert.ThrowsAsync<TeacherUnavailableException>(
            () => Bounded.Run(() => Connect(endpoint, quick with { Wait = TimeSpan.FromSeconds(1) })));
        Assert.Equal($"No answer from teacher {endpoint} within 1 s (last: Connection refused). Start the service again, then continue with --resume.", spent.Message);
    }

    [Fact]
    public async Task A_loop_that_is_told_to_wait_says_so_and_goes_on_when_the_service_does()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var isAway = true;
        fake.Answer = call => Volatile.Read(ref isAway) ? FakeTeacher.Fail(StatusCode.Unavailable, "gone fishing") : Task.FromResult(call.Right());
        var notices = new List<string>();
        using var teacher = Connect([fake], quick with { Wait = TimeSpan.FromMilliseconds(300), OnTimeout = TeacherTimeoutPolicy.Wait }, notices);
        var reading = Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(6)));
        await Bounded.UntilAsync(() =>
        {
            lock (notices)
                return notices.Count(notice => notice == $"No answer from teacher {fake.Endpoint} within 0.3 s (last: gone fishing). Waiting on.") >= 2;
        });
        Volatile.Write(ref isAway, false);
        Assert.Equal(Lessons.InOrder(6), await reading);
        Assert.Matches(@"^1/1 up, 0 in flight of 4, [\d,]+ retries, waited \d+\.\d s$", teacher.State);
    }

    [Fact]
    public async Task Nobody_is_asked_about_a_batch_without_images()
    {
        await using var fake = await FakeTeacher.StartAsync();
        using var teacher = Connect([fake], quick);
        var empty = new ImageBatch(TestData.Quadrants(4, 4).Train, [], Augmentation.None);
        var lesson = await Bounded.Run(() => teacher.Follow([empty]).Single());
        Assert.Null(lesson.Representation);
        Assert.Empty(fake.Asked);
    }

    [Fact]
    public async Task A_batch_that_is_more_than_the_service_takes_goes_in_several_requests()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.MaxRequestImages = 2;
        using var teacher = Connect([fake], quick);
        var batches = Lessons.Batches(3);
        Assert.Equal(Lessons.InOrder(3), await Bounded.Run(() => Lessons.Read(teacher, batches)));
        Assert.Equal([1, 1, 1, 2, 2, 2, 2, 2, 2], fake.Asked.Select(request => request.Images.Count).Order()); // Five images thrice.
        Lessons.AssertGivenBack(batches);
    }

    [Fact]
    public async Task Endpoints_of_different_devices_share_no_cache()
    {
        await using var first = await FakeTeacher.StartAsync();
        await using var second = await FakeTeacher.StartAsync();
        second.Device = "cuda";
        using (Connect([first, second], quick))
        using (Connect([second], quick with { NeedsOneDevice = true }))
        {
            var problem = await Assert.ThrowsAsync<RrmException>(() => Bounded.Run(() => Connect([first, second], quick with { NeedsOneDevice = true })));
            Assert.StartsWith("The endpoints compute on cpu and cuda, which round differently", problem.Message);
        }
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_made_again_within_the_wait()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Attempt == 1 ? NeverAsync(call) : Task.FromResult(call.Right());
        using var teacher = Connect([fake], quick with { Connection = quick.Connection with { AttemptTimeout = TimeSpan.FromMilliseconds(300) } });
        Assert.Equal(Lessons.InOrder(3), await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(3))));
    }

    [Fact]
    public async Task Standing_still_for_an_answer_counts_as_waiting()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = async call =>
        {
            await Task.Delay(200);
            return call.Right();
        };
        using var teacher = Connect([fake], quick with { Depth = 1 });
        await Bounded.Run(() => Lessons.Read(teacher, Lessons.Batches(2)));
        Assert.InRange(teacher.Waited.TotalSeconds, 0.39, 30);
    }

    [Fact]
    public async Task What_is_done_while_answers_are_under_way_is_not_waiting()
    {
        await using var fake = await FakeTeacher.StartAsync();
        using var teacher = Connect([fake], quick with { Depth = 2 });
        var waited = await Bounded.Run(() =>
        {
            using var lessons = teacher.Follow(Lessons.Batches(2)).GetEnumerator();
            Assert.True(lessons.MoveNext());
            lessons.Current.Dispose();
            Thread.Sleep(1000); // A long step of the loop.
            var before = teacher.Waited;
            Assert.True(lessons.MoveNext());
            lessons.Current.Dispose();
            return teacher.Waited - before;
        });
        Assert.Equal(TimeSpan.Zero, waited);
    }

    [Fact]
    public async Task Cancelling_ends_at_once_and_gives_the_batches_back()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = NeverAsync;
        using var stop = new CancellationTokenSource();
        using var teacher = Connect([fake], quick with { Depth = 3 }, stop: stop.Token);
        var batches = Lessons.Batches(5);
        var reading = Bounded.Run(() => Lessons.Read(teacher, batches));
        await Bounded.UntilAsync(() => fake.InFlight == 3);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(5)));
        Lessons.AssertGivenBack(batches.Take(3));
        await Bounded.UntilAsync(() => fake.InFlight == 0);
    }

    [Fact]
    public async Task Leaving_early_takes_the_calls_back_and_the_batches()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call => call.Number == 0 ? Task.FromResult(call.Right()) : NeverAsync(call);
        using var teacher = Connect([fake], quick with { Depth = 1 });
        var batches = Lessons.Batches(3);
        using (var lessons = teacher.Follow(batches).GetEnumerator())
        {
            Assert.True(await Bounded.Run(lessons.MoveNext));
            lessons.Current.Dispose();
        }
        Lessons.AssertGivenBack(batches.Take(1));

        using var deeper = Connect([fake], quick with { Depth = 3 });
        fake.Answer = call => call.Attempt > 1 ? Task.FromResult(call.Right()) : NeverAsync(call);
        batches = Lessons.Batches(3);
        using (var lessons = deeper.Follow(batches).GetEnumerator())
        {
            Assert.True(await Bounded.Run(lessons.MoveNext));
            lessons.Current.Dispose();
            await Bounded.UntilAsync(() => fake.InFlight == 2);
        }
        Lessons.AssertGivenBack(batches);
        await Bounded.UntilAsync(() => fake.InFlight == 0);
    }

    private static async Task<TeacherUnavailableException> SpendWait(FakeTeacher fake)
    {
        using var teacher = Connect([fake], quick with { Wait = TimeSpan.FromSeconds(1) });
        var batches = Lessons.Batches(6);
        var spent = await Assert.ThrowsAsync<TeacherUnavailableException>(() => Bounded.Run(() => Lessons.Read(teacher, batches)));
        Assert.StartsWith($"No answer from teacher {fake.Endpoint} within 1 s", spent.Message);
        Assert.Contains("--resume", spent.Message);
        Assert.InRange(teacher.Waited.TotalSeconds, 0.9, 20);
        Lessons.AssertGivenBack(batches.Take(quick.Depth));
        return spent;
    }

    private static async Task<Protocol.V1.RepresentResponse> NeverAsync(FakeCall call)
    {
        await Task.Delay(Timeout.Infinite, call.Cancelled);
        return call.Right();
    }

    private static string DeadEndpoint()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}/fake";
    }

    private static RemoteTeacher Connect(IEnumerable<FakeTeacher> fakes, RemoteTeacherOptions options, List<string>? notices = null, CancellationToken stop = default) =>
        Connect(string.Join(',', fakes.Select(fake => fake.Endpoint)), options, notices, stop);

    private static RemoteTeacher Connect(string endpoints, RemoteTeacherOptions options, List<string>? notices = null, CancellationToken stop = default)
    {
        notices ??= [];
        return RemoteTeacher.Connect(endpoints, options, torch.CPU, notice =>
        {
            lock (notices)
                notices.Add(notice);
        }, stop);
    }
}
