using Rrm.StudentTrainer.Reports;

namespace Rrm.StudentTrainer.Tests.Reports;

public sealed class VerdictTests
{
    [Theory]
    [InlineData(0.78, 0.60, 0.04, "Robustness was transferred: the RRM student, which never saw an attack, keeps 60.0 % under attack, 77 % of its teacher's 78.0 %")]
    [InlineData(0.60, 0.70, 0.04, "no less than its teacher's 60.0 %")]
    [InlineData(0.78, 0.30, 0.04, "transferred in part")]
    [InlineData(0.78, 0.06, 0.04, "Robustness was not transferred")]
    [InlineData(0.78, 0.00, 0.04, "Robustness was not transferred")]
    [InlineData(0.42, 0.60, 0.40, "says nothing about matching")]
    [InlineData(0.42, 0.41, 0.60, "says nothing about matching")]
    public void Headline_says_what_the_numbers_say(double teacher, double student, double natural, string expected) =>
        Assert.Contains(expected, Of(teacher, student, natural).Headline.Replace('\u00A0', ' '));

    [Fact]
    public void A_natural_student_that_holds_out_is_told()
    {
        Assert.Contains(Of(0.78, 0.70, 0.50).Remarks, remark => remark.StartsWith("The contrast is weak", StringComparison.Ordinal));
        Assert.Contains(Of(0.78, 0.60, 0.04).Remarks, remark => remark.StartsWith("The natural student shows", StringComparison.Ordinal));
    }

    [Fact]
    public void The_price_on_clean_images_is_told() =>
        Assert.Contains(Of(0.78, 0.60, 0.04).Remarks, remark => remark.Replace('\u00A0', ' ').Contains("10.0 points worse than the natural one (80.0 % against 90.0 %)"));

    private static Verdict Of(double teacher, double student, double natural) => Verdict.Of(
        SampleReport.Network("Teacher", "a", 1, "m", 0.85, teacher), SampleReport.Network("RRM student", "b", 1, "m", 0.8, student), SampleReport.Network("Natural student", "b", 1, "m", 0.9, natural));
}
