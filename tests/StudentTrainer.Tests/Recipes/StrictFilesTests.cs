using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class StrictFilesTests
{
    [Fact]
    public void Every_typo_of_every_file_is_told_at_once_with_its_place_and_the_nearest_name()
    {
        using var recipes = new OwnRecipes();
        recipes.Write("mine/student.json", """{ "titel": "Student", "preset": "tiny-rmr", "architecture": "../tiny.json", "teacher": "teachers/robst" }""");
        recipes.Write("mine/natural.json", """{ "title": "Natural", "preset": "tiny-natural", "architecture": "vgg-smal", "options": { "shedule": "cosine", "learning_rate": "fast" } }""");
        recipes.Write("mine/teacher.json", """{ "title": "Teacher", "preset": "tiny-sat", "architecture": "vgg-smal", "options": { "schedule": "cosin", "threat_model": { "norm": "linf", "epsilon": 1 } } }""");
        recipes.Write("mine/sweep.json", """{ "title": "Sweep", "preset": "tiny-rmr", "architecture": "../tiny.json", "teacher": "teachers/robst", "grid": { "lambda": [1] } }""");

        var told = Problems(recipes.Mine);
        Assert.Contains($"{recipes["mine/student.json"]}: titel: there is no such key; did you mean 'title'?", told);
        Assert.Contains($"{recipes["mine/student.json"]}: \"title\" is missing", told);
        Assert.Contains($"{recipes["mine/sweep.json"]}: preset: there is no preset 'tiny-rmr'; did you mean 'tiny-rrm'?", told);
        Assert.Contains($"{recipes["mine/sweep.json"]}: teacher: there is no row 'teachers/robst'; did you mean 'teachers/robust'?", told);
        Assert.Contains($"{recipes["mine/natural.json"]}: options.shedule: there is no such key; did you mean 'schedule'?", told);
        Assert.Contains($"{recipes["mine/natural.json"]}: options.learning_rate: expected a number, or a fraction as \"8/255\", found \"fast\"", told);
        Assert.Contains($"{recipes["mine/teacher.json"]}: options.schedule: 'cosin' is not known; did you mean 'cosine'?", told);
        Assert.Contains($"{recipes["mine/teacher.json"]}: options.threat_model.epsilon: there is no such key; did you mean 'eps'?", told);
        Assert.Contains($"{recipes["mine/teacher.json"]}: options.threat_model: \"eps\" is missing", told);
    }

    [Fact]
    public void Words_that_name_nothing_are_told_with_the_nearest()
    {
        using var recipes = new OwnRecipes();
        recipes.Write("mine/recipe.json", """
            { "title": "Mine", "caption": "", "form": "tabel", "rows": ["studnet"], "evaluation": { "attacks": ["apgd"], "steps": 2.5 } }
            """);
        var told = Problems(recipes.Mine);
        Assert.Contains(told, problem => problem.Contains("form: 'tabel' is not known; did you mean 'table'?"));
        Assert.Contains(told, problem => problem.Contains("evaluation.steps: expected a whole number, found 2.5"));

        recipes.Write("mine/recipe.json", """
            { "title": "Mine", "caption": "", "form": "table", "rows": ["studnet", "sweep", "natural"], "evaluation": { "attacks": ["apgd-c"], "steps": 2 } }
            """);
        recipes.Write("mine/natural.json", """{ "title": "Natural", "preset": "tiny-natural", "architecture": "vgg-smal", "threat_model": { "norm": "linf", "eps": "8/255" } }""");
        told = Problems(recipes.Mine);
        Assert.Contains(told, problem => problem.Contains("rows: there is no row file 'studnet'; did you mean 'student'?"));
        Assert.Contains(told, problem => problem.Contains("rows: 'teacher.json' is in the folder and not in this list"));
        Assert.Contains(told, problem => problem.Contains("evaluation.attacks[0]: there is no attack 'apgd-c'; did you mean 'apgd-ce'?"));
        Assert.Contains(told, problem => problem.Contains("natural.json: architecture: there is no architecture 'vgg-smal'; did you mean 'vgg-small'?"));
    }

    [Theory]
    [InlineData("""{ "epochs": 0 }""", "options: --epochs is 0; expected at least 1")]
    [InlineData("""{ "lambda": 0.1 }""", "options.lambda: natural does not read it")]
    [InlineData("""{ "augmentation": "mirror" }""", "there is no augmentation 'mirror'")]
    [InlineData("""{ "seed": 3 }""", "options.seed: this is not for a recipe to say")]
    [InlineData("""{ "milestones": [5] }""", "--milestones go with --schedule multistep")]
    [InlineData("""{ "method": "naturl" }""", "options.method: there is no method 'naturl'; did you mean 'natural'?")]
    public void Values_that_make_no_sense_are_told(string options, string says)
    {
        using var recipes = new OwnRecipes();
        recipes.Write("mine/natural.json", $$"""{ "title": "Natural", "preset": "tiny-natural", "architecture": "../tiny.json", "options": {{options}} }""");
        Assert.Contains(Problems(recipes.Mine), problem => problem.Contains(says) && problem.StartsWith(recipes["mine/natural.json"], StringComparison.Ordinal));
    }

    [Fact]
    public void A_scale_of_ones_own_is_as_strict()
    {
        using var recipes = new OwnRecipes();
        recipes.Write("quick.json", """
            { "summary": "", "changes": [{ "reason": "", "methods": ["naturl"], "options": { "epoch": 1, "threat_model": { "norm": "linf", "eps": "4/255" } } }, { "options": {} }] }
            """);
        Assert.Contains("changes[1]: \"reason\" is missing", Problems(recipes.Mine, recipes["quick.json"])[0]);
        recipes.Write("quick.json", """{ "summary": "", "changes": [{ "reason": "", "methods": ["naturl"], "options": { "epoch": 1 } }] }""");
        var told = Problems(recipes.Mine, recipes["quick.json"]);
        Assert.Contains(told, problem => problem.Contains("changes[0].methods: there is no method 'naturl'; did you mean 'natural'?"));
        Assert.Contains(told, problem => problem.Contains("changes[0].options.epoch: there is no such key; did you mean 'epochs'?"));

        recipes.Write("quick.json", """{ "summary": "", "changes": [{ "reason": "Less.", "options": { "epochs": 1, "threat_model": { "norm": "linf", "eps": "4/255" } } }] }""");
        var rows = Requests.Of(recipes.Mine, recipes["quick.json"]).Resolve().Recipes[0].Rows;
        Assert.All(rows, row => Assert.Equal((1, "Less."), (row.Run.Options.Epochs, row.Run.Reductions.Single())));
        Assert.Equal(4 / 255.0, rows[^1].Run.Options.ThreatModel!.Eps);
    }

    [Fact]
    public void Rows_that_refer_to_themselves_are_refused()
    {
        using var recipes = new OwnRecipes();
        recipes.Write("mine/natural.json", """{ "title": "Natural", "run": "mine/teacher" }""");
        recipes.Write("mine/teacher.json", """{ "title": "Teacher", "run": "mine/natural" }""");
        Assert.Contains(Problems(recipes.Mine), problem => problem.Contains("it refers to itself"));
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_told_with_the_nearest() =>
        Assert.Contains(Problems("tabel1"), problem => problem.Contains("there is no such recipe") && problem.Contains("did you mean 'table1'?"));

    private static string[] Problems(string recipe, string scale = "paper") => Assert.Throws<RrmException>(() => Requests.Of(recipe, scale).Resolve()).Message.Split('\n');
}
