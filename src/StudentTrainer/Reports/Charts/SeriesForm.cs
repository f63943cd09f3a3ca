namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>How a series is drawn; colour and marker are its style's.</summary>
public enum SeriesForm
{
    /// <summary>A line with the style's own dashes, so that no two styles have the same.</summary>
    Styled,

    /// <summary>A line without dashes, where another measure of the same thing is <see cref="Dashed"/>.</summary>
    Solid,

    Dashed,

    /// <summary>Hollow marks without a line, for what was reported elsewhere.</summary>
    Marks,
}
