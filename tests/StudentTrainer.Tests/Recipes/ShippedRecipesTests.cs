using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

public sealed class ShippedRecipesTests
{
    public static TheoryData<string> Scales => ["paper", "small", "smoke"];

    private const string Steps7 = "7 attack steps of";

    // Name, method and: epochs, learning rate, schedule, weight decay, augmentation, normalization, precision, what is of the method alone.
    public static TheoryData<string, string, string> Presets => new()
    {
        { "natural-cifar10", "natural", "48, 0.1 cosine, 0.0005, crop-flip, fp16" },
        { "sat-cifar10-linf", "sat", $"150, 0.1 multistep 50 100, 0.0005, crop-flip-jitter-rotate, cifar10-robustness, fp32, linf 8/255, {Steps7} 2/255" },
        { "sat-cifar10-l2", "sat", $"150, 0.1 multistep 50 100, 0.0005, crop-flip-jitter-rotate, cifar10-robustness, fp32, l2 1, {Steps7} 0.2" },
        { "sat-restricted-imagenet", "sat", $"150, 0.01 multistep 125, 0.0001, resized-crop-jitter-lighting, restricted-imagenet, fp32, l2 3, {Steps7} 0.6" },
        { "fast-at", "fast-at", $"40, 0.2 cyclic, 0.0005, crop-flip, fp16, linf 8/255, {Steps7} 2/255" },
        { "free-at", "free-at", "12, 0.04 cyclic, 0.0005, crop-flip, fp16, linf 8/255, 8 replays" },
        { "rrm-linf", "rrm", "48, 0.1 cosine, 0.0005, crop-flip, fp16, λ 0.005 cosine" },
        { "rrm-l2", "rrm", "48, 0.1 cosine, 5E-05, crop-flip-jitter-rotate, cifar10-robustness, fp32, λ 5E-05 cosine" },
        { "rrm-restricted-imagenet", "rrm", "60, 0.1 multistep 35 50, 5E-05, resized-crop-jitter-lighting, restricted-imagenet, fp32, λ 0.001 l2" },
        { "kd", "kd", "100, 0.1 multistep 65 90, 5E-05, crop-flip-jitter-rotate, cifar10-robustness, fp32, paper 30 1" },
        { "rdt", "rdt", "100, 0.1 multistep 65 90, 5E-05, crop-flip-jitter-rotate, cifar10-robustness, fp32" },
    };

    [Theory, MemberData(nameof(Scales))]
    public void Every_recipe_makes_sense_at_every_scale(string scale) => Assert.NotEmpty((Requests.Of("", scale) with { Names = RecipeBook.ShippedNames }).Resolve().Recipes);

    [Fact]
    public void The_tables_and_figures_of_the_paper_are_there() => Assert.Superset(
        new HashSet<string> { "table1", "table2", "table3", "table8", "table9", "table10", "figure2", "figure3", "figure4", "figure5" }, RecipeBook.ShippedNames.ToHashSet());

    [Theory, MemberData(nameof(Presets))]
    public void Every_preset_is_as_the_authors_trained(string preset, string method, string expected)
    {
        var options = PresetOptions.Of(preset, method, "vgg-small", "shapes");
        Assert.Equal(("shapes", 128), (options.Dataset, options.BatchSize));
        static string Text(object? value, bool isPixels = false) => string.Join(' ', FlagWords.Of(value, isPixels));
        string?[] facts =
        [
            Text(options.Epochs), $"{Text(options.LearningRate)} {Text(options.Schedule)} {Text(options.Milestones)}".Trim(), Text(options.WeightDecay), options.Augmentation, options.Normalization, Text(options.Precision),
            options.ThreatModel is { } threat ? $"{Text(threat.Norm)} {Text(threat.Eps, isPixels: true)}" : null,
            method is "sat" or "fast-at" ? $"{options.AttackSteps} attack steps of {Text(options.AttackStepSize, isPixels: true)}" : null,
            method == "free-at" ? $"{options.Replays} replays" : null, method == "rrm" ? $"λ {Text(options.Lambda)} {Text(options.Loss)}" : null,
            method == "kd" ? $"{Text(options.KdVariant)} {Text(options.KdTemperature)} {Text(options.KdAlpha)}" : null,
        ];
        Assert.Equal(expected, string.Join(", ", facts.OfType<string>()));
    }

    [Fact]
    public void A_preset_that_is_not_there_is_told_with_the_nearest() => Assert.Contains(
        "there is no preset 'rrm-linff'; did you mean 'rrm-linf'?", Assert.Throws<UsageException>(() => PresetOptions.Of("rrm-linff", "rrm", "vgg-small", "shapes")).Message);
}
