using Rrm.StudentTrainer.Reports;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class WordsTests
{
    [Theory]
    [InlineData(0.0123, "+1.2")]
    [InlineData(-0.0036, "−0.4")]
    [InlineData(0.0004, "±0.0")]
    [InlineData(-0.0004, "±0.0")]
    [InlineData(double.NaN, "–")]
    public void A_difference_has_its_sign(double difference, string expected) => Assert.Equal(expected, Words.Difference(difference));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.00005, "5e−5")]
    [InlineData(0.0123, "0.0123")]
    [InlineData(1.234, "1.23")]
    [InlineData(57.91, "57.9")]
    [InlineData(1807.58, "1808")]
    [InlineData(double.NaN, "–")]
    public void Three_figures_count(double number, string expected) => Assert.Equal(expected, Words.Significant(number));

    [Fact]
    public void Long_names_are_broken_at_spaces_and_no_letter_is_lost() =>
        Assert.Equal(["RRM with a", "ResNet18", "teacher"], Words.Wrap("RRM with a ResNet18 teacher", 10));
}
