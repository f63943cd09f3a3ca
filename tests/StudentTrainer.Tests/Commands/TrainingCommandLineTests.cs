using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Commands;

public sealed class TrainingCommandLineTests
{
    // What is not a flag of its own: words of the command, and identities that a run finds out.
    private static readonly IReadOnlyList<string> NoFlags =
    [
        nameof(TrainingOptions.Method), nameof(TrainingOptions.Architecture), nameof(TrainingOptions.Dataset),
        .. typeof(TrainingOptions).GetProperties().Select(property => property.Name).Where(name => name.EndsWith("Sha256", StringComparison.Ordinal)),
    ];

    private static readonly Dictionary<string, string> Texts = new() { [nameof(TrainingOptions.Augmentation)] = "none", [nameof(TrainingOptions.Normalization)] = "centred" };

    public static TheoryData<string> Methods => [.. MethodCatalog.Names];

    [Theory, MemberData(nameof(Methods))]
    public void A_line_parsed_back_gives_the_same_options(string method)
    {
        var usual = Usual(method);
        Assert.Equal(Json(usual), Json(Parsed(TrainingCommandLine.Of(usual), usual)));
        var other = Other(usual);
        Assert.Equal(Json(other), Json(Parsed(TrainingCommandLine.Of(other), usual)));
    }

    [Fact]
    public void Every_option_has_a_flag()
    {
        foreach (var method in MethodCatalog.Names.Where(method => method != "natural"))
        {
            var usual = Usual(method);
            var changed = Other(usual);
            var same = typeof(TrainingOptions).GetProperties().Where(property => Read(method, property.Name) && Equal(property.GetValue(usual), property.GetValue(changed))).Select(property => property.Name);
            Assert.Empty(same.Except(NoFlags));
        }
    }

    [Theory]
    [InlineData(8 / 255.0, "8/255")]
    [InlineData(0.2, "0.2")]
    [InlineData(1.0, "1")]
    [InlineData(0.031, "0.031")]
    public void Lengths_are_written_the_short_way(double value, string word) => Assert.Equal([word], FlagWords.Of(value, isPixels: true));

    [Fact]
    public void Paths_follow_and_words_with_spaces_are_quoted() => Assert.Equal(
        "rrm train natural --arch vgg-small --dataset shapes --epochs 3 --out \"my runs/one\"",
        TrainingCommandLine.Text(TrainingCommandLine.Of(Usual("natural") with { Epochs = 3 }, ("--data", null), ("--out", "my runs/one"))));

    private static TrainingOptions Usual(string method) =>
        MethodCatalog.Find(method).Defaults(new() { Method = method, Architecture = "vgg-small", Dataset = "shapes" });

    // Another value for each option that the method reads.
    private static TrainingOptions Other(TrainingOptions usual)
    {
        var node = JsonSerializer.SerializeToNode(usual, JsonFormat.Line)!.AsObject();
        foreach (var property in typeof(TrainingOptions).GetProperties().Where(property => Read(usual.Method, property.Name) && !NoFlags.Contains(property.Name)))
            node[JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)] = JsonSerializer.SerializeToNode(Other(property, property.GetValue(usual)), JsonFormat.Line);
        return node.Deserialize<TrainingOptions>(JsonFormat.Line)!;
    }

    private static object Other(PropertyInfo property, object? value) => (Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) switch
    {
        var type when type == typeof(int) => ((int?)value ?? 5) + 2,
        var type when type == typeof(long) => ((long?)value ?? 5) + 2,
        var type when type == typeof(double) => ((double?)value ?? 0.1) / 3 + 1e-7,
        var type when type == typeof(bool) => !(bool)value!,
        { IsEnum: true } type => Enum.GetValues(type).Cast<object>().Last(member => !member.Equals(value)),
        var type when type == typeof(ThreatModel) => new ThreatModel(Norm.L2, 1.0 / 3),
        var type when type == typeof(IReadOnlyList<int>) => (int[])[1, 2],
        _ => Texts[property.Name],
    };

    private static bool Read(string method, string property) => MethodCatalog.IsRead(MethodCatalog.Find(method), property);

    private static bool Equal(object? one, object? other) => JsonSerializer.Serialize(one, JsonFormat.Line) == JsonSerializer.Serialize(other, JsonFormat.Line);

    private static TrainingOptions Parsed(IReadOnlyList<string> words, TrainingOptions usual)
    {
        var flags = new TrainingFlags();
        var command = new Command("train") { new Argument<string>("method"), new Option<string>("--arch"), new Option<string>("--dataset") };
        foreach (var flag in flags.Options)
            command.Options.Add(flag);
        var parsed = new RootCommand { command }.Parse([.. words]);
        Assert.Empty(parsed.Errors);
        return flags.Apply(usual, parsed);
    }

    private static string Json(TrainingOptions options) => JsonSerializer.Serialize(options, JsonFormat.Line);
}
