using System.CommandLine;

namespace Rrm.OnnxExport;

/// <summary>The golden verb: golden vectors for a teacher that was exported without.</summary>
internal static class GoldenCommand
{
    public static Command Create()
    {
        var teacher = new Argument<string>("TEACHER") { Description = "Teacher folder." };
        var command = new Command("golden", "Runs a teacher on the probe images and writes its answers into teacher.json, where everybody who loads it compares them with their own.") { teacher };
        command.SetAction(parsed =>
        {
            TeacherGolden.Write(parsed.GetRequiredValue(teacher));
            parsed.InvocationConfiguration.Output.WriteLine("Golden vectors written.");
        });
        return command;
    }
}
