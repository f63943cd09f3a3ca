using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class ShippedRecipesTests
{
    public static TheoryData<string> Scales => ["paper", "small", "smoke"];

    // Words of the recipes that this program does not know yet. A word that it has come to know must leave this list.
    private static readonly string[] Pending =
    [
        "method 'fast-at'", "method 'free-at'", "method 'kd'", "method 'rdt'", "data set 'restricted-imagenet'", "attack 'paper-autopgd'", "'fp16'", "options.normalization",
        "options.temperature", "options.kd_variant", "options.kd_temperature", "options.kd_alpha",
    ];

    [Theory, MemberData(nameof(Scales))]
    public void Every_recipe_makes_sense_at_every_scale(string scale)
    {
        var problems = Problems(scale);
        Assert.DoesNotContain(problems, problem => !Pending.Any(problem.Contains));
        Assert.DoesNotContain(Pending, word => !problems.Any(problem => problem.Contains(word)));
    }

    [Fact]
    public void The_tables_and_figures_of_the_paper_are_there() => Assert.Superset(
        new HashSet<string> { "table1", "table2", "table3", "table8", "table9", "table10", "figure2", "figure3", "figure4", "figure5" }, RecipeBook.ShippedNames.ToHashSet());

    private static string[] Problems(string scale)
    {
        try
        {
            (Requests.Of("", scale) with { Names = RecipeBook.ShippedNames }).Resolve();
            return [];
        }
        catch (RrmException problem)
        {
            return problem.Message.Split('\n');
        }
    }
}
