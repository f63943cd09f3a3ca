using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.Chain;

public sealed class InterruptedTrainingTests(TaughtStudent taught) : IClassFixture<TaughtStudent>
{
    [Fact]
    public async Task A_service_that_is_killed_and_started_again_changes_no_bit_of_the_student()
    {
        var service = await taught.StartServiceAsync();
        using var trainer = taught.Train("service-killed");
        foreach (var epoch in (int[])[1, 3])
        {
            await trainer.SaysAsync($"epoch   {epoch}/{TaughtStudent.Epochs}");
            await service.KillAsync();
            service.Dispose();
            await Bounded.UntilAsync(() => trainer.Output.Split("does not answer").Length > epoch / 2 + 1, () => trainer.Output);
            service = await taught.StartServiceAsync();
        }
        var finished = (await trainer.EndAsync()).AssertDone();
        service.Dispose();
        Assert.Contains("answers again", finished.Output);
        taught.AssertSame("service-killed");
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
