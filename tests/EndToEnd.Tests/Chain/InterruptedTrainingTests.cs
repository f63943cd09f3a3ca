using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.Chain;

public sealed class InterruptedTrainingTests(TaughtStudent taught) : IClassFixture<TaughtStudent>
{
    [Fact]
    public async Task A_service_that_is_killed_twenty_times_changes_no_bit_of_the_student()
    {
        const int Kills = 20;
        const int Epochs = Kills + 2;
        var service = await taught.StartServiceAsync();
        try
        {
            using (var undisturbed = taught.Train("undisturbed-long", Epochs, taught.Endpoint))
                (await undisturbed.EndAsync()).AssertDone();
            using var trainer = taught.Train("service-killed", Epochs, taught.Endpoint);
            for (var kill = 1; kill <= Kills; kill++)
            {
                await trainer.SaysAsync($"epoch {kill,3}/{Epochs}");
                await service.KillAsync();
                service.Dispose();
                await Bounded.UntilAsync(() => trainer.Output.Split("does not answer").Length > kill, () => trainer.Output);
                service = await taught.StartServiceAsync();
            }
            var finished = (await trainer.EndAsync()).AssertDone();
            Assert.InRange(finished.Output.Split("answers again").Length - 1, Kills, 2 * Kills);
        }
        finally
        {
            service.Dispose();
        }
        taught.AssertSame("service-killed", "undisturbed-long");
    }

    [Fact]
    public async Task With_three_services_one_killed_and_one_frozen_the_loop_waits_less_than_it_may_and_the_student_is_the_same()
    {
        const int MayWait = 4;
        using var killed = await taught.StartServiceAsync(0);
        using var frozen = await taught.StartServiceAsync(1);
        using var healthy = await taught.StartServiceAsync(2);
        using var trainer = taught.Train("replicas", TaughtStudent.Epochs, $"{taught.EndpointOf(0)},{taught.EndpointOf(1)},{taught.EndpointOf(2)}", "--teacher-wait", $"{MayWait}");
        await trainer.SaysAsync($"epoch   1/{TaughtStudent.Epochs}");
        await frozen.SignalAsync("STOP");
        await killed.KillAsync();
        var finished = (await trainer.EndAsync()).AssertDone(); // A step that waits longer ends the run with exit code 1.
        Assert.Contains($"Teacher {taught.EndpointOf(0)} does not answer", finished.Output);
        Assert.All(taught.Waits("replicas"), seconds => Assert.InRange(seconds, 0, MayWait));
        taught.AssertSame("replicas");
    }

    [Fact]
    public async Task A_trainer_that_is_killed_and_resumed_ends_with_the_same_student()
    {
        using var service = await taught.StartServiceAsync();
        foreach (var epoch in (int[])[2, 4])
        {
            using var trainer = taught.Train("trainer-killed", "--resume");
            await trainer.SaysAsync($"epoch   {epoch}/{TaughtStudent.Epochs}");
            await trainer.KillAsync();
        }
        using var last = taught.Train("trainer-killed", "--resume");
        Assert.Contains("Resuming after epoch", (await last.EndAsync()).AssertDone().Output);
        taught.AssertSame("trainer-killed");
    }

    [Fact]
    public async Task A_teacher_that_stays_away_ends_the_run_with_a_sentence_and_the_run_goes_on_later()
    {
        using (var service = await taught.StartServiceAsync())
        {
            using var trainer = taught.Train("left-alone", "--teacher-budget", "3");
            await trainer.SaysAsync($"epoch   2/{TaughtStudent.Epochs}");
            await service.KillAsync();
            (await trainer.EndAsync()).AssertFailed(1, $"No answer from teacher {taught.Endpoint} within 3 s", "continue with --resume");
        }
        using (await taught.StartServiceAsync())
        using (var trainer = taught.Train("left-alone", "--resume"))
            (await trainer.EndAsync()).AssertDone();
        taught.AssertSame("left-alone");
    }

    [Fact]
    public async Task A_stop_while_the_teacher_is_away_leaves_a_run_that_goes_on_later()
    {
        using (var service = await taught.StartServiceAsync())
        {
            using var trainer = taught.Train("stopped");
            await trainer.SaysAsync($"epoch   1/{TaughtStudent.Epochs}");
            await service.KillAsync();
            await trainer.SaysAsync("does not answer");
            await trainer.SignalAsync("TERM"); // As Ctrl-C; a shell starts background jobs with INT ignored, and a test run may be one.
            (await trainer.EndAsync(TimeSpan.FromSeconds(20))).AssertFailed(1, "stopped", "--resume");
        }
        using (await taught.StartServiceAsync())
        using (var trainer = taught.Train("stopped", "--resume"))
            (await trainer.EndAsync()).AssertDone();
        taught.AssertSame("stopped");
    }
}
