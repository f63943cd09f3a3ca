namespace Rrm.StudentTrainer.Reports;

/// <summary>What the numbers say, in words, also when they say that nothing was transferred.</summary>
internal sealed record Verdict(string Headline, IReadOnlyList<string> Remarks)
{
    private const double Broken = 0.05;

    public static Verdict Of(ReportNetwork teacher, ReportNetwork student, ReportNetwork natural) =>
        new(HeadlineOf(teacher, student, natural), [.. RemarksOf(teacher, student, natural)]);

    private static string HeadlineOf(ReportNetwork teacher, ReportNetwork student, ReportNetwork natural)
    {
        var (kept, taught, contrast) = (Words.Percent(student.RobustAccuracy), Words.Percent(teacher.RobustAccuracy), Words.Percent(natural.RobustAccuracy));
        if (!IsAbove(teacher, natural))
            return $"This run says nothing about matching: under attack the teacher ({taught}) is not clearly better than the natural student ({contrast}), so there was no robustness to hand on.";
        if (!IsAbove(student, natural))
            return $"Robustness was not transferred: under attack the RRM student keeps {kept}, not clearly more than the natural student's {contrast}; the teacher keeps {taught}.";
        var share = (student.RobustAccuracy - natural.RobustAccuracy) / (teacher.RobustAccuracy - natural.RobustAccuracy);
        return share switch
        {
            >= 1 => $"Robustness was transferred: the RRM student, which never saw an attack, keeps {kept} under attack, no less than its teacher's {taught}; the natural student keeps {contrast}.",
            >= 0.5 => $"Robustness was transferred: the RRM student, which never saw an attack, keeps {kept} under attack, {Ratio(student, teacher)} of its teacher's {taught}; the natural student keeps {contrast}.",
            _ => $"Robustness was transferred in part: the RRM student, which never saw an attack, keeps {kept} under attack, clearly more than the natural student's {contrast} but nearer to it than to the teacher's {taught}.",
        };
    }

    private static IEnumerable<string> RemarksOf(ReportNetwork teacher, ReportNetwork student, ReportNetwork natural)
    {
        if (natural.RobustAccuracy <= Broken)
            yield return $"The natural student shows what happens without: right on {Words.Percent(natural.NaturalAccuracy)} of the clean images and on {Words.Percent(natural.RobustAccuracy)} of the attacked ones.";
        else if (IsAbove(teacher, natural) && natural.RobustAccuracy > teacher.RobustAccuracy / 2)
            yield return $"The contrast is weak: the natural student keeps {Words.Percent(natural.RobustAccuracy)} without any defence. A larger radius would part the three more clearly.";
        var price = natural.NaturalAccuracy - student.NaturalAccuracy;
        if (Math.Abs(price) >= 0.001)
            yield return $"On clean images the RRM student is {Words.Points(price)} {(price > 0 ? "worse" : "better")} than the natural one ({Words.Percent(student.NaturalAccuracy)} against {Words.Percent(natural.NaturalAccuracy)}); the teacher has {Words.Percent(teacher.NaturalAccuracy)}.";
    }

    /// <summary>Clearly means that the 95 % intervals do not overlap.</summary>
    private static bool IsAbove(ReportNetwork upper, ReportNetwork lower) => upper.RobustCi95.Low > lower.RobustCi95.High;

    private static string Ratio(ReportNetwork part, ReportNetwork whole) => $"{Words.Fixed(100 * part.RobustAccuracy / whole.RobustAccuracy, 0)}\u00A0%";
}
