using System.Xml.Linq;

namespace Rrm.StudentTrainer.Reports.Charts;

/// <summary>An entry of a legend.</summary>
/// <param name="Name">What stands beside the sign.</param>
/// <param name="Draw">The sign around a point, at most 36 wide and 14 high.</param>
internal sealed record ChartKey(string Name, Func<double, double, XElement> Draw);
