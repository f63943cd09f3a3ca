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

    [Theory]
    [InlineData(1.26, "1.3 s")]
    [InlineData(119, "119 s")]
    [InlineData(150, "2.5 min")]
    [InlineData(7200, "2.0 h")]
    [InlineData(3 * 86_400, "3.0 days")]
    public void A_duration_has_the_unit_that_suits_it(double seconds, string expected) => Assert.Equal(expected, Words.Duration(seconds).Replace('\u00A0', ' '));

    [Fact]
    public void Long_names_are_broken_at_spaces_and_no_letter_is_lost() =>
        Assert.Equal(["RRM with a", "ResNet18", "teacher"], Words.Wrap("RRM with a ResNet18 teacher", 10));
}
