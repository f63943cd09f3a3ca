using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class ReproductionRunTests
{
    [Fact]
    public void An_interrupted_reproduction_goes_on_and_ends_equal_to_an_undisturbed_one()
    {
        using var recipes = new OwnRecipes();
        Assert.Empty(Reproduce(recipes, "undisturbed", out var whole));
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Reproduce(recipes, "stopped", out _, title =>
        {
            if (title.Contains("attack rrm"))
                stop.Cancel();
        }, stop.Token));

        // What was finished is not touched again.
        var finished = Directory.GetFiles(recipes["stopped/runs"], "result.json", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.InRange(finished.Count, 1, 3);
        Assert.Empty(Reproduce(recipes, "stopped", out var resumed));
        var teacher = Path.Combine(whole.Recipes[0].Rows[^1].Seeds[0].Training.Folder.Replace("undisturbed", "stopped"), "checkpoint/model.safetensors");
        Assert.True(File.GetLastWriteTimeUtc(teacher) <= finished.Values.Max());

        foreach (var job in whole.Jobs)
        {
            var made = job is TrainingJob ? Path.Combine(job.Folder, "checkpoint/model.safetensors") : Assert.Single(Directory.GetFiles(Path.Combine(job.Folder, "verdicts")));
            Assert.Equal(File.ReadAllBytes(made), File.ReadAllBytes(made.Replace("undisturbed", "stopped")));
        }
        var (expected, found) = (Read(recipes, "undisturbed"), Read(recipes, "stopped"));
        Assert.Equal(["student", "sweep-0.005", "sweep-1", "natural", "teacher"], found.Rows.Select(row => row.Name));
        Assert.Equal(expected.Rows.Select(Figures), found.Rows.Select(Figures));
        Assert.All(resumed.Jobs, job => Assert.True(job.IsDone));

        // A row's paper figures, the grid's place and the claims arrive.
        Assert.Equal((1.0, 0.25, "λ"), (found.Rows[2].X!.Value, found.Rows[2].Paper!.RobustAccuracy!.Value, found.Rows[2].Series));
        Assert.True(Assert.Single(found.Orderings).Holds);
        Assert.True(found.Rows[0].Seeds[0].TeacherSeconds > 0);
        Assert.Equal(["fgsm", "pgd", "worst-case"], found.Rows[0].Seeds[0].Result.Robust.Select(entry => entry.Attack));
    }

    [Fact]
    public void Finished_runs_are_not_repeated_and_failed_ones_take_along_only_their_own()
    {
        using var recipes = new OwnRecipes();
        // The teacher diverges, so student, sweep and their attacks cannot be.
        recipes.Write("teachers/robust.json", """{ "title": "Teacher", "preset": "tiny-sat", "architecture": "../tiny.json", "options": { "learning_rate": 1e30 } }""");
        var failures = Reproduce(recipes, "out", out var plan);
        Assert.Contains(failures, failure => failure.Contains("Training diverged"));
        Assert.Contains(failures, failure => failure.Contains("not begun, for want of 'train sat tiny (seed 0)'"));
        var rows = Read(recipes, "out").Rows;
        Assert.Equal([0, 0, 0, 1, 0], rows.Select(row => row.Seeds.Count));
        Assert.Equal(3, rows[3].Seeds[0].Result.Robust.Count);

        var begun = new List<string>();
        Reproduce(recipes, "out", out _, begun.Add);
        Assert.DoesNotContain(begun, title => title.Contains("natural"));
    }

    [Fact]
    public void A_stopped_attack_goes_on_where_it_was()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var job = Requests.Plan(workshop, $"{recipes.Mine}/natural").Jobs.OfType<AttackJob>().Single();
        job.Target.Execute(CancellationToken.None);
        job.Execute(CancellationToken.None);
        var journal = Assert.Single(Directory.GetFiles(Path.Combine(job.Folder, "journal")));
        var whole = File.ReadAllText(journal);

        // As a kill leaves it: the first pieces, and half a line.
        var begun = whole[..(whole.IndexOf('\n') + 1)];
        File.WriteAllText(journal, begun + "{ \"att");
        File.Delete(Path.Combine(job.Folder, "summary.json"));
        Assert.False(job.IsDone);
        job.Execute(CancellationToken.None);
        Assert.StartsWith(begun, File.ReadAllText(journal));
        Assert.Equal(whole.Count(letter => letter == '\n'), File.ReadAllText(journal).Count(letter => letter == '\n'));
        Assert.Equal(["fgsm", "pgd", "worst-case"], job.Found!.Select(entry => entry.Attack));
        Assert.Equal(job.Found!.Count, job.Target.Result!.Robust.Count);
    }

    [Fact]
    public void A_command_that_fails_without_an_exception_is_a_failure()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var job = Requests.Plan(workshop, $"{recipes.Mine}/natural").Jobs.OfType<AttackJob>().Single();
        job.Target.Execute(CancellationToken.None);
        string[] words = [.. job.Words.Take(1), recipes["nowhere"], .. job.Words.Skip(1)];
        Assert.Contains("ended with exit code 1", Assert.Throws<RrmException>(() => CommandRunner.Run(words, CancellationToken.None)).Message);
    }

    [Fact]
    public void Seeds_that_were_finished_before_stay_in_the_record()
    {
        using var recipes = new OwnRecipes();
        Assert.Empty(Reproduce(recipes, "out", out _, seeds: 2, row: "natural"));
        Assert.Empty(Reproduce(recipes, "out", out _, seeds: 1, row: "natural"));
        Assert.Equal([0, 1], Read(recipes, "out").Rows[3].Seeds.Select(seed => seed.Result.Seed));
    }

    [Fact]
    public void Another_scale_in_the_same_folder_is_refused()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var plan = Requests.Plan(workshop, recipes.Mine);
        new ReproductionRecord(plan.Recipes[0], "paper", "rrm reproduce", workshop, ComputeDevice.Choose("cpu")).Write();
        var before = File.ReadAllText(recipes["out/mine/reproduction.json"]);
        var problem = Assert.Throws<RrmException>(() => new ReproductionRecord(plan.Recipes[0], "small", "rrm reproduce", workshop, ComputeDevice.Choose("cpu")).RefuseOther());
        Assert.Contains("at paper scale; this is \"Mine\" at small scale", problem.Message);
        Assert.Equal(before, File.ReadAllText(recipes["out/mine/reproduction.json"]));
    }

    [Fact]
    public void Estimates_are_positive_and_grow_with_the_epochs()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var speeds = new SpeedBook(ComputeDevice.Choose("cpu"));
        var job = Requests.Plan(workshop, $"{recipes.Mine}/natural").Jobs[0] as TrainingJob;
        var twice = new TrainingJob(job!.Run with { Options = job.Run.Options with { Epochs = 4 } }, null, null, workshop);
        Assert.True(job.Estimate(speeds) > 0);
        Assert.Equal(2 * job.Estimate(speeds), twice.Estimate(speeds), 6);
    }

    private static IReadOnlyList<string> Reproduce(OwnRecipes recipes, string @out, out ReproductionPlan plan, Action<string>? notice = null, CancellationToken cancellation = default, int? seeds = null, string row = "")
    {
        using var workshop = Workshop.Open(recipes[@out], null, "cpu");
        var (folders, resolver) = Requests.Of(Path.Combine(recipes.Mine, row)).Resolve();
        plan = new ReproductionPlan(folders, resolver, seeds, workshop);
        var record = new ReproductionRecord(plan.Recipes[0], "paper", "rrm reproduce", workshop, ComputeDevice.Choose("cpu"));
        return new ReproductionRun(plan, [record], notice ?? (_ => { })).Execute(cancellation);
    }

    private static Reproduction Read(OwnRecipes recipes, string @out) => JsonFormat.Read<Reproduction>(recipes[$"{@out}/mine/{Reproduction.FileName}"], "a reproduction");

    private static string Figures(ReproducedRow row) => $"{row.Name} {string.Join(' ', row.Seeds.Select(seed => $"{seed.Run} {seed.Result.NaturalAccuracy:R} {string.Join(' ', seed.Result.Robust.Select(entry => $"{entry.Accuracy:R}"))}"))}";
}
