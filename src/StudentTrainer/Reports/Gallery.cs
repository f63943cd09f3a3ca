using System.Xml.Linq;
using Rrm.StudentTrainer.Reports.Documents;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Pictures on an HTML page: a row an image, two columns an attacked network.</summary>
internal static class Gallery
{
    private const int SmallImage = 96; // Below this, pixels are shown as squares instead of being blurred.

    public static XElement Render(Pictures pictures) => pictures.Examples.Count == 0
        ? Html("p", "No images were kept.")
        : HtmlPage.Scroll("Clean and attacked images", Html("table", Class("gallery"), Html("caption", pictures.Caption),
            Html("thead", Html("tr", Html("th", Set("scope", "col"), "Original"),
                pictures.Networks.Select(network => Html("th", Set("scope", "colgroup"), Set("colspan", 2), $"Attack on the {Words.Inline(network)}")))),
            Html("tbody", pictures.Examples.Select(example => Row(example, pictures)))));

    private static XElement Row(GalleryExample example, Pictures pictures) => Html("tr",
        Html("th", Set("scope", "row"), Picture(example, example.Original, $"Original: {example.Label}"), example.Label),
        example.Attacks.Zip(pictures.Networks, (attack, network) => Cells(example, attack, Words.Inline(network), pictures.Magnification)));

    private static IEnumerable<XElement> Cells(GalleryExample example, GalleryAttack attack, string role, int factor)
    {
        yield return Html("td", Picture(example, attack.Attacked, $"{example.Label}, attacked; the {role} sees {attack.AttackedPrediction}"),
            Seen("clean", attack.CleanPrediction, example.Label), Seen("attacked", attack.AttackedPrediction, example.Label));
        yield return Html("td", Picture(example, attack.Change(example, factor), $"Change of {example.Label} made against the {role}, magnified {factor} times"),
            Html("span", Class("seen"), $"change × {factor}"));
    }

    private static XElement Seen(string what, string prediction, string label) => Html("span", Class(prediction == label ? "seen right" : "seen wrong"),
        $"{what}: {prediction}\u00A0", Html("span", Set("role", "img"), Set("aria-label", prediction == label ? "(right)" : "(wrong)"), prediction == label ? "✓" : "✗"));

    private static XElement Picture(GalleryExample example, float[] pixels, string description) => Html("img",
        Set("src", PngImage.DataUri(example.Shape, pixels)), Set("alt", description), Set("width", 96), Set("height", 96 * example.Shape.Height / example.Shape.Width),
        example.Shape.Width < SmallImage ? Class("pixels") : null);
}
