using System.Xml.Linq;
using static Rrm.StudentTrainer.Reports.Markup;

namespace Rrm.StudentTrainer.Reports;

/// <summary>A chart as a file of its own: it brings the style sheet and paints its own light ground, because the page around it may be light or dark.</summary>
internal static class StandaloneSvg
{
    public static string Of(XElement chart)
    {
        var file = new XElement(chart);
        var size = ((string)file.Attribute("viewBox")!).Split(' ');
        file.SetAttributeValue("width", size[2]);
        file.SetAttributeValue("height", size[3]);
        file.Elements().First(element => element.Name.LocalName == "desc").AddAfterSelf(
            Svg("style", PageStyle.Charts), Svg("rect", Class("ground"), Set("width", "100%"), Set("height", "100%")));
        return file.ToString(SaveOptions.DisableFormatting) + "\n";
    }
}
