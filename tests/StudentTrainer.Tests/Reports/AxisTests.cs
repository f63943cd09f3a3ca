using Rrm.StudentTrainer.Reports.Charts;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class AxisTests
{
    [Theory]
    [InlineData(AxisKind.Number, 0.02, 2.2, "0.0 0.5 1.0 1.5 2.0 2.5")]
    [InlineData(AxisKind.Number, -0.93, -0.4, "−1.0 −0.8 −0.6 −0.4")]
    [InlineData(AxisKind.Number, 1000, 1003, "1000 1001 1002 1003")]
    [InlineData(AxisKind.Whole, 1, 12, "2 4 6 8 10 12")]
    [InlineData(AxisKind.Whole, 1, 3, "1 2 3")]
    [InlineData(AxisKind.Whole, 1, 1, "1 2")]
    [InlineData(AxisKind.Percent, 0.3, 0.998, "0 % 20 % 40 % 60 % 80 % 100 %")]
    [InlineData(AxisKind.Percent, 0, 0.07, "0 % 2 % 4 % 6 % 8 %")]
    [InlineData(AxisKind.Amount, 12, 47, "0 10 20 30 40 50")]
    [InlineData(AxisKind.Logarithmic, 1e-6, 1, "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 1")]
    [InlineData(AxisKind.Logarithmic, 5e-5, 2e-2, "10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹")]
    [InlineData(AxisKind.Logarithmic, 0, 100, "10² 10³")]
    [InlineData(AxisKind.Logarithmic, 1e-12, 1e4, "10⁻¹² 10⁻¹⁰ 10⁻⁸ 10⁻⁶ 10⁻⁴ 10⁻² 1 10² 10⁴")]
    [InlineData(AxisKind.Number, 3, 3, "3.0 3.1 3.2 3.3")]
    [InlineData(AxisKind.Number, double.NaN, double.NaN, "0.0 0.2 0.4 0.6 0.8 1.0")]
    public void Ticks_are_round_and_cover_the_values(AxisKind kind, double min, double max, string expected)
    {
        var axis = Axis.Cover(kind, [min, max]);
        Assert.Equal(expected, string.Join(" ", axis.Ticks.Select(axis.Label)).Replace('\u00A0', ' '));
    }

    [Fact]
    public void Decades_are_equally_long_and_zero_has_no_place_on_a_logarithmic_axis()
    {
        var axis = Axis.Cover(AxisKind.Logarithmic, [1e-4, 1]);
        Assert.Equal([0, 25, 50, 75, 100], axis.Ticks.Select(tick => axis.Place(tick, 0, 100)), (expected, actual) => Math.Abs(expected - actual) < 1e-9);
        Assert.False(double.IsFinite(axis.Place(0, 0, 100)));
    }
}
