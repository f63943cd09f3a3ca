namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>A scale with round ticks. Ends and step of a logarithmic one are exponents of ten.</summary>
internal sealed record Axis(AxisKind Kind, double Min, double Max, double Step)
{
    private const int WantedSteps = 5;
    private const int WantedWholeSteps = 8;

    /// <summary>The axis that holds these values; what is not finite is left out.</summary>
    public static Axis Cover(AxisKind kind, IEnumerable<double> values)
    {
        var finite = values.Select(value => Scaled(kind, value)).Where(double.IsFinite).DefaultIfEmpty(0).ToList();
        var (min, max) = (finite.Min(), finite.Max());
        if (kind is AxisKind.Percent or AxisKind.Amount)
            (min, max) = (Math.Min(0, min), Math.Max(max, kind == AxisKind.Percent ? 0.05 : 0));
        if (kind == AxisKind.Logarithmic)
            (min, max) = (Math.Floor(min + 1e-9), Math.Ceiling(max - 1e-9));
        if (min == max)
            max = min + (kind is AxisKind.Whole or AxisKind.Logarithmic || min == 0 ? 1 : Math.Abs(min) / 10);
        var whole = kind is AxisKind.Whole or AxisKind.Logarithmic;
        var step = RoundStep((max - min) / (whole ? WantedWholeSteps : WantedSteps));
        if (whole)
            return new Axis(kind, min, max, Math.Max(1, step));
        return new Axis(kind, Math.Floor(min / step + 1e-9) * step, Math.Ceiling(max / step - 1e-9) * step, step);
    }

    /// <summary>Values, not exponents.</summary>
    public IEnumerable<double> Ticks
    {
        get
        {
            var first = Math.Ceiling(Min / Step - 1e-9);
            for (var index = 0; (first + index) * Step <= Max + Step * 1e-6; index++)
                yield return Kind == AxisKind.Logarithmic ? Math.Pow(10, (first + index) * Step) : (first + index) * Step;
        }
    }

    /// <summary>A tick's label, with the decimals that the step needs.</summary>
    public string Label(double tick) => Kind switch
    {
        AxisKind.Percent => $"{Words.Fixed(100 * tick, Decimals(100 * Step))}\u00A0%",
        AxisKind.Logarithmic => Words.PowerOfTen((int)Math.Round(Math.Log10(tick))),
        _ => Words.Fixed(tick, Decimals(Step)),
    };

    /// <summary>Where a value lies between two coordinates; not finite where it has no place.</summary>
    public double Place(double value, double from, double to) => from + (Scaled(Kind, value) - Min) / (Max - Min) * (to - from);

    private static double Scaled(AxisKind kind, double value) => kind == AxisKind.Logarithmic ? Math.Log10(value) : value;

    /// <summary>1, 2 or 5 times a power of ten, the nearest from above.</summary>
    private static double RoundStep(double rough)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return power * (rough / power) switch { <= 1.0001 => 1, <= 2.0001 => 2, <= 5.0001 => 5, _ => 10 };
    }

    private static int Decimals(double step) => Math.Max(0, (int)-Math.Floor(Math.Log10(step) + 1e-9));
}
