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

    [Theory, MemberData(nameof(Scales))]
    public void Every_recipe_makes_sense_at_every_scale(string scale) => Assert.NotEmpty((Requests.Of("", scale) with { Names = RecipeBook.ShippedNames }).Resolve().Recipes);

    [Fact]
    public void The_tables_and_figures_of_the_paper_are_there() => Assert.Superset(
        new HashSet<string> { "table1", "table2", "table3", "table8", "table9", "table10", "figure2", "figure3", "figure4", "figure5" }, RecipeBook.ShippedNames.ToHashSet());

    [Theory, MemberData(nameof(Presets))]
    public void Every_preset_is_options_of_its_method(string preset, string method) => Assert.Equal("shapes", PresetOptions.Of(preset, method, "vgg-small", "shapes").Dataset);

    [Fact]
    public void A_preset_that_is_not_there_is_told_with_the_nearest() => Assert.Contains(
        "there is no preset 'rrm-linff'; did you mean 'rrm-linf'?", Assert.Throws<UsageException>(() => PresetOptions.Of("rrm-linff", "rrm", "vgg-small", "shapes")).Message);
}
