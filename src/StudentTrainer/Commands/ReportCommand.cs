using System.CommandLine;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Reports.Studies;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm report FOLDER…: tables and figures of what was found, for people.</summary>
internal static class ReportCommand
{
    private const string Description =
        "Writes report.html (one file that needs nothing else) and report.md with its pictures: tables beside the paper's figures, which claims hold, charts, settings, machine and commands.";

    private const string Example = """
        rrm report reproductions --out report
        rrm report runs/teacher runs/student runs/natural --data data --out report --title "First runs"
        """;

    public static Command Create()
    {
        var folders = new Argument<string[]>("folder") { Arity = ArgumentArity.OneOrMore, Description = "Reproductions (what 'rrm reproduce' wrote), runs, or folders of either." };
        var @out = new Option<string>("--out") { Required = true, Description = "Folder for report.html, report.md and report-files/; former ones there are replaced." };
        var title = new Option<string>("--title") { DefaultValueFactory = _ => "Robust Representation Matching: results", Description = "The report's heading." };
        var data = new Option<string?>("--data") { Description = "Folder that holds the data set: the report then shows test images, attacked on the spot, where checkpoints are at hand. shapes needs none." };
        var device = Common.Device();
        var command = new ExampleCommand("report", Description, Example) { folders, @out, title, data, device };
        command.SetAction((parsed, cancellation) =>
        {
            var studies = StudyReader.Read(parsed.GetRequiredValue(folders));
            var folder = parsed.GetRequiredValue(@out);
            var dataFolder = parsed.GetValue(data);
            var pictures = PictureSource.Find(studies, dataFolder, ComputeDevice.Choose(parsed.GetValue(device)!), Console.WriteLine, cancellation);
            ResultsReport.Write(ResultsReport.Create(parsed.GetRequiredValue(title), studies, pictures, DateTimeOffset.Now), folder);
            Console.WriteLine($"Report on {studies.Sum(study => study.Rows.Count)} rows: {Path.GetFullPath(Path.Combine(folder, ResultsReport.HtmlFile))} and {ResultsReport.MarkdownFile}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
