using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>A few images as they are and as the attack left them for each network, with what the network sees in them.</summary>
internal static class Gallery
{
    private const int SmallImage = 96; // Below this, pixels are shown as squares instead of being blurred.

    public static XElement Render(QuickstartReport report)
    {
        if (report.Gallery.Count == 0)
            return Html("p", "No images were kept.");
        var factor = Magnification(report.Gallery);
        var legend = $"Under each picture stands what the network sees in it, ✓ where that is the true class. Changes are magnified {factor} times around grey, so grey means unchanged.";
        return Html("div", Class("scroll"), Set("role", "region"), Set("tabindex", "0"), Set("aria-label", "Clean and attacked images"),
            Html("table", Class("gallery"), Html("caption", legend),
                Html("thead", Html("tr", Html("th", Set("scope", "col"), "Original"),
                    report.Networks.Select(network => Html("th", Set("scope", "colgroup"), Set("colspan", 2), $"Attack on the {Words.Inline(network.Role)}")))),
                Html("tbody", report.Gallery.Select(example => Row(example, report.Networks, factor)))));
    }

    private static XElement Row(GalleryExample example, IReadOnlyList<ReportNetwork> networks, int factor) => Html("tr",
        Html("th", Set("scope", "row"), Picture(example, example.Original, $"Original: {example.Label}"), example.Label),
        example.Attacks.Zip(networks, (attack, network) => Cells(example, attack, Words.Inline(network.Role), factor)));

    private static IEnumerable<XElement> Cells(GalleryExample example, GalleryAttack attack, string role, int factor)
    {
        float[] change = [.. attack.Attacked.Zip(example.Original, (attacked, original) => 0.5f + factor * (attacked - original))];
        yield return Html("td", Picture(example, attack.Attacked, $"{example.Label}, attacked; the {role} sees {attack.AttackedPrediction}"),
            Seen("clean", attack.CleanPrediction, example.Label), Seen("attacked", attack.AttackedPrediction, example.Label));
        yield return Html("td", Picture(example, change, $"Change of {example.Label} made against the {role}, magnified {factor} times"),
            Html("span", Class("seen"), $"change × {factor}"));
    }

    private static XElement Seen(string what, string prediction, string label) => Html("span", Class(prediction == label ? "seen right" : "seen wrong"),
        $"{what}: {prediction}\u00A0", Html("span", Set("role", "img"), Set("aria-label", prediction == label ? "(right)" : "(wrong)"), prediction == label ? "✓" : "✗"));

    private static XElement Picture(GalleryExample example, float[] pixels, string description) => Html("img",
        Set("src", PngImage.DataUri(example.Shape, pixels)), Set("alt", description), Set("width", 96), Set("height", 96 * example.Shape.Height / example.Shape.Width),
        example.Shape.Width < SmallImage ? Class("pixels") : null);

    /// <summary>The same for all pictures, so that they compare: the largest change of all just reaches black or white.</summary>
    private static int Magnification(IReadOnlyList<GalleryExample> gallery)
    {
        var largest = gallery.Max(example => example.Attacks.Max(attack => attack.Attacked.Zip(example.Original, (attacked, original) => Math.Abs(attacked - original)).Max()));
        return largest > 0 ? Math.Max(1, (int)Math.Round(0.5 / largest)) : 1;
    }
}
