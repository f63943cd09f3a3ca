using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class ReproductionPlanTests
{
    [Fact]
    public void Rows_share_teachers_and_equal_runs_and_come_after_what_they_need()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var jobs = Requests.Plan(workshop, recipes.Mine).Jobs;

        // Teacher, natural, student, sweep at 1; the sweep's 0.005 is the student's run, as λ is 0.005 unless given.
        Assert.Equal(4, jobs.OfType<TrainingJob>().Count());
        Assert.Equal(4, jobs.OfType<AttackJob>().Count());
        Assert.Single(jobs.OfType<TrainingJob>(), job => job.Run.Options.Method == "sat");
        var order = jobs.Select(job => job.Folder).ToList();
        Assert.All(jobs, job => Assert.All(job.Needs, needed => Assert.True(order.IndexOf(needed.Folder) < order.IndexOf(job.Folder))));
    }

    [Fact]
    public void A_row_alone_brings_its_teacher_and_nothing_else()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var jobs = Requests.Plan(workshop, $"{recipes.Mine}/student").Jobs;
        Assert.Equal(["sat", "rrm"], jobs.OfType<TrainingJob>().Select(job => job.Run.Options.Method));
        Assert.Single(jobs.OfType<AttackJob>());
        Assert.Single(Requests.Plan(workshop, $"{recipes.Mine}/sweep-1").Recipes[0].Wanted);
    }

    [Fact]
    public void What_decides_a_run_decides_its_folder()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var before = Folders();
        recipes.Write("mine/natural.json", """{ "title": "Another title", "preset": "tiny-natural", "architecture": "../tiny.json" }""");
        Assert.Equal(before, Folders());

        // A teacher's option is an option of its students.
        recipes.Write("teachers/robust.json", """{ "title": "Teacher", "preset": "tiny-sat", "architecture": "../tiny.json", "options": { "epochs": 3 } }""");
        var after = Folders();
        Assert.Equal(before["natural"], after["natural"]);
        Assert.NotEqual(before["student"], after["student"]);
        Assert.NotEqual(before["teacher"], after["teacher"]);

        Dictionary<string, string> Folders() => Requests.Plan(workshop, recipes.Mine).Recipes[0].Rows.ToDictionary(row => row.Row.Name, row => row.Seeds[0].Training.Folder);
    }

    [Fact]
    public void Seeds_share_the_teacher()
    {
        using var recipes = new OwnRecipes();
        using var workshop = Workshop.Open(recipes["out"], null, "cpu");
        var (folders, resolver) = Requests.Of($"{recipes.Mine}/student").Resolve();
        var jobs = new ReproductionPlan(folders, resolver, 3, workshop).Jobs.OfType<TrainingJob>().ToList();
        Assert.Equal([0, 0, 1, 2], jobs.Select(job => job.Run.Options.Seed));
        Assert.Equal(["sat", "rrm", "rrm", "rrm"], jobs.Select(job => job.Run.Options.Method));
    }

    [Fact]
    public void A_second_process_in_the_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var first = Workshop.Open(folder["out"], null, "cpu");
        Assert.Contains("Another 'rrm reproduce' works in", Assert.Throws<RrmException>(() => Workshop.Open(folder["out"], null, "cpu")).Message);
    }

    [Fact]
    public void A_foreign_folder_is_refused_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["home"]);
        File.WriteAllText(folder["home/thesis.txt"], "mine");
        Assert.Contains("holds no reproductions", Assert.Throws<RrmException>(() => Workshop.Open(folder["home"], null, "cpu")).Message);
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(folder["home"]).Select(Path.GetFileName));

        Directory.CreateDirectory(folder["run"]);
        File.WriteAllText(folder["run/config.json"], "{}");
        Assert.Contains("is a run", Assert.Throws<RrmException>(() => Workshop.Open(folder["run"], null, "cpu")).Message);
    }
}
