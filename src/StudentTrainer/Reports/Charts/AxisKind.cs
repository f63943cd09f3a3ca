namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>What an axis counts; decides its range, ticks and labels.</summary>
public enum AxisKind
{
    /// <summary>Any number; the range is the data's, rounded outwards.</summary>
    Number,

    /// <summary>Amounts such as minutes: numbers, and the range begins at zero.</summary>
    Amount,

    /// <summary>Whole numbers such as epochs; the range is exactly the data's.</summary>
    Whole,

    /// <summary>Fractions shown as percentages; the range begins at zero and ends at one or before.</summary>
    Percent,

    /// <summary>Positive numbers over powers of ten; what is not positive has no place.</summary>
    Logarithmic,
}
