using Rrm.Checkpoints;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Tests.Attacks;

namespace Rrm.StudentTrainer.Tests.Evaluation;

public sealed class EvaluationJobTests : IDisposable
{
    private readonly SmallJob small = new();

    [Fact]
    public void A_job_says_what_an_evaluation_says()
    {
        var summary = small.Run("job", "convolutional", "linear");

        Assert.Equal([small["convolutional"], small["linear"]], summary.Evaluations.Select(report => report.Checkpoint));
        Assert.Empty(summary.Failures);
        using var network = SmallNetworks.Convolutional();
        var outcome = network.Evaluate(small.Images, SmallJob.Options, [.. small.Attacks]);
        Assert.Equal(outcome.Robust.Select(entry => (entry.Attack, entry.Accuracy)), summary.Evaluations[0].Robust.Select(entry => (entry.Attack, entry.Accuracy)));
        VerdictTable.Write(small["expected.csv"], outcome.Verdicts);
        Assert.Equal(File.ReadAllText(small["expected.csv"]), File.ReadAllText(small[$"job/{summary.Evaluations[0].Verdicts}"]));
        Assert.Equal(summary.Evaluations.Count, JsonFormat.Read<JobSummary>(small["job/summary.json"], "a summary").Evaluations.Count);
        Assert.Contains("| pgd linf 2.55/255, 4 steps | paper-autopgd linf 2.55/255, 4 steps | worst-case linf 2.55/255 |", File.ReadAllText(small["job/summary.md"]));
    }

    [Fact]
    public void Cut_off_at_any_byte_of_its_journal_it_ends_with_the_same_verdicts_and_recalls_what_was_whole()
    {
        small.Run("undisturbed", "convolutional");
        var (expected, journal) = (small.Verdicts("undisturbed"), Assert.Single(small.Journals("undisturbed").Values));
        Assert.InRange(journal.Count(letter => letter == '\n'), 10, 100);
        small.Run("cut", "convolutional");
        foreach (var length in Enumerable.Range(0, 7).Select(part => part * journal.Length / 7).Concat(AroundLineEnds(journal)))
        {
            File.WriteAllText(small.JournalFile("cut"), journal[..length]);
            File.Delete(Assert.Single(Directory.GetFiles(small["cut/verdicts"])));

            small.Run("cut", "convolutional");

            Assert.Equal(expected, small.Verdicts("cut"));
            var whole = journal[..(journal[..length].LastIndexOf('\n') + 1)];
            Assert.StartsWith(whole, Assert.Single(small.Journals("cut").Values)); // with its seconds: not worked out again
        }
    }

    [Fact]
    public void Stopped_between_two_pieces_it_goes_on_and_its_progress_ends_at_one()
    {
        small.Run("undisturbed", "convolutional");
        using var stop = new CancellationTokenSource();
        var pieces = 0;
        using (var job = small.Open("stopped", progress: _ => { if (++pieces == 5) stop.Cancel(); }))
            Assert.Throws<OperationCanceledException>(() => job.Run([small["convolutional"]], ComputeDevice.Choose("cpu"), stop.Token));
        var before = Assert.Single(small.Journals("stopped").Values);

        var fractions = new List<double>();
        using (var job = small.Open("stopped", progress: progress => fractions.Add(progress.Fraction)))
            job.Run([small["convolutional"]], ComputeDevice.Choose("cpu"), TestContext.Current.CancellationToken);

        Assert.StartsWith(before, Assert.Single(small.Journals("stopped").Values));
        Assert.Equal(small.Verdicts("undisturbed"), small.Verdicts("stopped"));
        Assert.Equal(fractions.Order(), fractions);
        Assert.Equal(1, fractions[^1], 9);
    }

    [Fact]
    public void The_same_weights_are_evaluated_once_and_with_another_normalisation_they_are_another_network()
    {
        small.Write("copy", small.Convolutional with { Manifest = small.Convolutional.Manifest with { Provenance = null, ThreatModel = new(Norm.L2, 1) } });
        var normalization = small.Convolutional.Manifest.Normalization;
        small.Write("darker", small.Convolutional with { Manifest = small.Convolutional.Manifest with { Normalization = new(normalization.Mean.Select(mean => mean + 0.2).ToList(), normalization.Std) } });

        small.Run("alone", "convolutional");
        var summary = small.Run("job", "convolutional", "copy", "darker");

        Assert.Equal(3, summary.Evaluations.Count);
        Assert.Equal(2, small.Journals("job").Count);
        Assert.Equal(summary.Evaluations[0].Verdicts, summary.Evaluations[1].Verdicts);
        Assert.NotEqual(summary.Evaluations[0].Verdicts, summary.Evaluations[2].Verdicts);
        Assert.Equal(Lines(Assert.Single(small.Journals("alone").Values)), Lines(small.Journals("job")[Path.GetFileName(small.JournalFile("alone"))]));
    }

    [Fact]
    public void A_broken_checkpoint_is_named_and_the_others_are_evaluated()
    {
        small.Write("truncated", small.Linear);
        using (var tensors = File.OpenWrite(small["truncated/model.safetensors"]))
            tensors.SetLength(tensors.Length / 2);
        var nan = small.Linear.Tensors.ToDictionary(entry => entry.Key, entry => entry.Value);
        nan["head.bias"] = TensorData.Of([float.NaN, 0, 0, 0], [4]);
        small.Write("nan", small.Linear with { Tensors = nan });

        var summary = small.Run("job", "truncated", "nan", "nowhere", "linear");

        Assert.Equal(small["linear"], Assert.Single(summary.Evaluations).Checkpoint);
        Assert.Equal(["truncated", "nan", "nowhere"], summary.Failures.Select(failure => Path.GetFileName(failure.Checkpoint)));
        Assert.Contains("It may be truncated", summary.Failures[0].Problem);
        Assert.Contains("not finite", summary.Failures[1].Problem);
        Assert.Contains("No checkpoint at", summary.Failures[2].Problem);
        Assert.All(summary.Failures, failure => Assert.Contains(failure.Problem, File.ReadAllText(small["job/summary.md"])));
    }

    [Fact]
    public void Other_options_are_refused_with_the_difference()
    {
        small.Run("job", "linear");
        var problem = Assert.Throws<RrmException>(() => small.Open("job", SmallJob.Options with { Seed = 4, Restarts = 5 }));
        Assert.Contains("restarts 5 (the job has 2), seed 4 (the job has 3)", problem.Message);
    }

    [Fact]
    public void A_folder_in_use_or_of_something_else_is_refused()
    {
        using (small.Open("job"))
            Assert.Contains("in use by another rrm", Assert.Throws<RrmException>(() => small.Open("job")).Message);
        Assert.Contains("holds no evaluation", Assert.Throws<RrmException>(() => small.Open("linear")).Message);
    }

    [Fact]
    public void A_job_that_was_ended_as_it_began_begins_anew()
    {
        Directory.CreateDirectory(small["job"]);
        File.WriteAllText(small["job/.lock"], "");
        File.WriteAllText(small["job/job.json.tmp"], "{ \"dat");
        Assert.Single(small.Run("job", "linear").Evaluations);
    }

    [Fact]
    public void A_journal_of_other_work_is_refused()
    {
        small.Run("job", "linear");
        var file = small.JournalFile("job");
        File.WriteAllLines(file, File.ReadAllLines(file).Skip(1));
        Assert.Contains("is not the journal of this evaluation", Assert.Single(small.Run("job", "linear").Failures).Problem);
        File.WriteAllText(file, "nonsense\n");
        Assert.Contains("Delete it to evaluate that network anew", Assert.Single(small.Run("job", "linear").Failures).Problem);
    }

    public void Dispose() => small.Dispose();

    private static IEnumerable<int> AroundLineEnds(string journal) => Enumerable.Range(1, journal.Length - 1).Where(place => journal[place - 1] == '\n' || journal[place] == '\n').Take(4);

    // Without the seconds at their ends.
    private static IEnumerable<string> Lines(string journal) => journal.Split('\n').Select(line => line.Split(",\"seconds\"")[0]);
}
