namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>What an axis counts; decides its range, ticks and labels.</summary>
public enum AxisKind
{
    /// <summary>Any number; the range is the data's, rounded outwards.</summary>
    Number,

    /// <summary>Whole numbers such as epochs; the range is exactly the data's.</summary>
    Whole,

    /// <summary>Fractions shown as percentages; the range begins at zero and ends at one or before.</summary>
    Percent,
}
