using System.Globalization;
using System.Text.Json.Nodes;
using Rrm.TeacherServer.Hosting.Settings;

namespace Rrm.TeacherServer.Tests.Hosting.Settings;

/// <summary>Records of every shape that a part of the server may keep its options in.</summary>
public sealed class OptionsBinderTests
{
    private enum Colour { Red, DarkBlue }

    private readonly record struct Ratio(int Above, int Below)
    {
        public static bool TryParse(string text, out Ratio ratio)
        {
            ratio = text.Split('/') is [var a, var b] && int.TryParse(a, out var above) && int.TryParse(b, out var below) ? new(above, below) : default;
            return ratio != default;
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Above}/{Below}");
    }

    private sealed record Item
    {
        public string Name { get; init; } = "";

        public int? Limit { get; init; }

        public IReadOnlyList<double> Weights { get; init; } = [];
    }

    private sealed record Inner
    {
        public long Bytes { get; init; } = 1L << 40;

        public Item? Optional { get; init; }
    }

    private sealed record Everything
    {
        public Colour Colour { get; init; }

        public Ratio Ratio { get; init; } = new(1, 2);

        public IReadOnlyList<Ratio> Ratios { get; init; } = [];

        public double Share { get; init; }

        public Inner Inner { get; init; } = new() { Bytes = 7 };

        public IReadOnlyList<Item> Items { get; init; } = [];

        public IReadOnlyDictionary<string, int> Numbers { get; init; } = new Dictionary<string, int>();

        public int Computed => Items.Count;
    }

    [Fact]
    public void Every_shape_is_filled_from_a_file()
    {
        var (options, problems) = Bind("""
            {
              "colour": "darkblue", "Ratio": "3/4", "Ratios": ["1/1", "2/1"], "Share": 0.25,
              "Inner": { "Optional": { "Name": "o" } },
              "Items": [{ "Name": "a", "Limit": 5, "Weights": [1, 2.5] }, { "Name": "b", "Limit": null }],
              "Numbers": { "one": 1, "two": "2" }
            }
            """);
        Assert.Empty(problems);
        Assert.Equal((Colour.DarkBlue, new Ratio(3, 4), 0.25, 7L, "o"), (options.Colour, options.Ratio, options.Share, options.Inner.Bytes, options.Inner.Optional?.Name));
        Assert.Equal([new(1, 1), new(2, 1)], options.Ratios);
        Assert.Equal([("a", 5), ("b", null)], options.Items.Select(item => (item.Name, item.Limit)));
        Assert.Equal([1, 2.5], options.Items[0].Weights);
        Assert.Equal([("one", 1), ("two", 2)], options.Numbers.Select(number => (number.Key, number.Value)));
    }

    [Fact]
    public void Every_shape_is_filled_from_variables()
    {
        var layer = EnvironmentVariables.Read(new Dictionary<string, string>
        {
            ["Rrm__Ratios"] = "1/2, 3/4",
            ["RRM__ITEMS__0__NAME"] = "a",
            ["Rrm__Items__1__Name"] = "b",
            ["Rrm__Items__1__Weights"] = "0.5;1e-3",
            ["Rrm__Inner__Bytes"] = "9",
        });
        var binder = new OptionsBinder();
        var options = binder.Bind<Everything>([layer]);
        Assert.Empty(binder.Problems);
        Assert.Equal([new(1, 2), new(3, 4)], options.Ratios);
        Assert.Equal(["a", "b"], options.Items.Select(item => item.Name));
        Assert.Equal([0.5, 1e-3], options.Items[1].Weights);
        Assert.Equal(9, options.Inner.Bytes);
        Assert.Equal("environment variable Rrm__Items__1__Name", binder.Sources["Items.1.Name"]);
    }

    [Theory]
    [InlineData("""{ "Computed": 1 }""", "Computed is not known")]
    [InlineData("""{ "Colour": 1 }""", "Colour is '1'; expected red or darkblue.")]
    [InlineData("""{ "Ratio": "half" }""", "Ratio is 'half'; expected a ratio.")]
    [InlineData("""{ "Ratios": ["1/1", "x"] }""", "Ratios.1 is 'x'; expected a ratio.")]
    [InlineData("""{ "Share": "0,5" }""", "Share is '0,5'; expected a number.")]
    [InlineData("""{ "Items": "a" }""", "Items is 'a'; expected a list.")]
    [InlineData("""{ "Items": [{ "Nam": "a" }] }""", "Items.0.Nam is not known; did you mean 'Items.0.Name'?")]
    [InlineData("""{ "Items": ["a"] }""", "Items.0 is 'a'; expected a section with keys of its own.")]
    [InlineData("""{ "Numbers": { "one": "x" } }""", "Numbers.one is 'x'; expected a whole number")]
    [InlineData("""{ "Inner": { "Bytes": 1.5 } }""", "Inner.Bytes is '1.5'; expected a whole number")]
    public void What_does_not_fit_is_told(string json, string says) => Assert.Contains(says, Assert.Single(Bind(json).Problems));

    [Fact]
    public void Keys_are_found_in_every_shape() => Assert.Equal(
        ["Colour", "Ratio", "Ratios", "Share", "Inner.Bytes", "Inner.Optional.Name", "Inner.Optional.Limit", "Inner.Optional.Weights", "Items.N.Name", "Items.N.Limit", "Items.N.Weights", "Numbers"],
        OptionShape.KeysOf(new Everything()).Select(key => key.Name));

    private static (Everything Options, IReadOnlyList<string> Problems) Bind(string json)
    {
        var binder = new OptionsBinder();
        return (binder.Bind<Everything>([new Layer("file", JsonNode.Parse(json)!.AsObject())]), binder.Problems);
    }
}
