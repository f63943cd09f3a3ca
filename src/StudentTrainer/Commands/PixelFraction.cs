using System.CommandLine.Parsing;
using System.Globalization;

namespace Rrm.StudentTrainer.Commands;

/// <summary>Lengths in pixels, images in [0,1]: 8/255 or 0.0314.</summary>
internal static class PixelFraction
{
    public static double? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var parts = text.Split('/');
        if (parts.Length <= 2 && Number(parts[0], out var numerator) && (parts.Length == 1 || (Number(parts[1], out var denominator) && denominator > 0 && Divide(ref numerator, denominator))) && numerator >= 0)
            return numerator;
        result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{text}'; expected a fraction of a pixel as 8/255 or 0.0314.");
        return null;
    }

    private static bool Number(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    private static bool Divide(ref double numerator, double denominator)
    {
        numerator /= denominator;
        return true;
    }
}
