using System.Xml.Linq;

namespace Rrm.StudentTrainer.Reports.Documents;

/// <summary>A picture with its caption.</summary>
/// <param name="Name">Its file's name where it is a file of its own, without ending; unique in the report.</param>
/// <param name="Chart">SVG that says its title and a description.</param>
/// <param name="Caption">What is to be seen.</param>
/// <param name="Numbers">The same as numbers, where no other table has them.</param>
internal sealed record Figure(string Name, XElement Chart, string Caption, Table? Numbers = null) : Block;
