using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.Evaluation;

public sealed class InterruptedEvaluationTests(EvaluatedStudents students) : IClassFixture<EvaluatedStudents>
{
    [Fact]
    public async Task A_job_that_is_killed_at_several_moments_ends_with_the_same_verdicts()
    {
        foreach (var pieces in (int[])[1, 4, 9, 17])
        {
            using var job = students.Evaluate("killed");
            await Bounded.UntilAsync(() => students.Pieces("killed") >= pieces, () => $"{pieces} pieces were never there:\n{job.Output}");
            await job.KillAsync();
        }
        var before = students.Journals("killed");
        using (var job = students.Evaluate("killed"))
            Assert.Contains("pieces of its work are there already", (await job.EndAsync()).AssertDone().Output);

        students.AssertSameVerdicts("killed");
        foreach (var (name, journal) in before)
            Assert.StartsWith(journal[..(journal.LastIndexOf('\n') + 1)], students.Journals("killed")[name]); // nothing was worked out again
    }

    [Fact]
    public async Task A_job_that_is_stopped_says_how_to_go_on_and_goes_on()
    {
        using (var job = students.Evaluate("stopped"))
        {
            await Bounded.UntilAsync(() => students.Pieces("stopped") >= 3, () => $"no pieces were there:\n{job.Output}");
            await job.SignalAsync("TERM"); // As Ctrl-C; a shell starts background jobs with INT ignored, and a test run may be one.
            (await job.EndAsync()).AssertFailed(1, "stopped. The same command goes on with the job in 'stopped'");
        }
        using (var job = students.Evaluate("stopped"))
            (await job.EndAsync()).AssertDone();
        students.AssertSameVerdicts("stopped");
    }

    [Fact]
    public async Task Other_options_are_refused_and_a_broken_checkpoint_does_not_lose_the_others()
    {
        Directory.CreateDirectory(students["broken"]);
        File.WriteAllText(students["broken/model.json"], "{");
        using (var job = students.Evaluate("with-broken", ["broken", "one"]))
        {
            var finished = (await job.EndAsync()).AssertFailed(1, "1 of 2 checkpoints could not be evaluated");
            Assert.Contains("Not evaluated:", finished.Output);
            Assert.Contains("is not a model manifest", finished.Output);
        }
        Assert.Single(Directory.GetFiles(students["with-broken/verdicts"]));
        using (var job = students.Evaluate("with-broken", ["one", "--seed", "9"]))
            (await job.EndAsync()).AssertFailed(1, "seed 9 (the job has 0)");
    }
}
