using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class ShippedRecipesTests
{
    public static TheoryData<string> Scales => ["paper", "small", "smoke"];

    public static TheoryData<string, string> Presets => new()
    {
        { "natural-cifar10", "natural" }, { "sat-cifar10-linf", "sat" }, { "sat-cifar10-l2", "sat" }, { "sat-restricted-imagenet", "sat" }, { "fast-at", "fast-at" }, { "free-at", "free-at" },
        { "rrm-linf", "rrm" }, { "rrm-l2", "rrm" }, { "rrm-restricted-imagenet", "rrm" }, { "kd", "kd" }, { "rdt", "rdt" },
    };

    // Words of the recipes that this program does not know yet. A word that it has come to know must leave this list.
    private static readonly string[] Pending =
    [
        "method 'fast-at'", "method 'free-at'", "method 'kd'", "method 'rdt'", "data set 'restricted-imagenet'", "attack 'paper-autopgd'", "'fp16'", "there is no augmentation",
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

    [Theory, MemberData(nameof(Presets))]
    public void Every_preset_is_options_of_its_method(string preset, string method)
    {
        try
        {
            Assert.Equal("shapes", PresetOptions.Of(preset, method, "vgg-small", "shapes").Dataset);
        }
        catch (UsageException problem) when (Pending.Any(problem.Message.Contains))
        {
            Assert.DoesNotContain(problem.Message.Split('\n'), line => !Pending.Any(line.Contains));
        }
    }

    [Fact]
    public void A_preset_that_is_not_there_is_told_with_the_nearest() => Assert.Contains(
        "there is no preset 'rrm-linff'; did you mean 'rrm-linf'?", Assert.Throws<UsageException>(() => PresetOptions.Of("rrm-linff", "rrm", "vgg-small", "shapes")).Message);

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
