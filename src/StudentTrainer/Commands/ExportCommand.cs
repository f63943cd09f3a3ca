using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.OnnxExport;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm export CHECKPOINT: a frozen teacher for the service.</summary>
internal static class ExportCommand
{
    private const string Example = """
        Writes a checkpoint as a teacher folder (model.onnx, teacher.json) that the service loads.

        Example:
          rrm export runs/teacher --out models/robust
        """;

    public static Command Create()
    {
        var checkpoint = new Argument<string>("checkpoint") { Description = "Checkpoint or run folder." };
        var @out = new Option<string>("--out") { Required = true, Description = "Teacher folder to write, MODELS/NAME; the folder's name is the teacher's." };
        var json = Common.Json();
        var command = new Command("export", Example) { checkpoint, @out, json };
        command.SetAction(parsed =>
        {
            var folder = TeacherExporter.Export(Checkpoint.Read(parsed.GetRequiredValue(checkpoint)), parsed.GetRequiredValue(@out));
            Console.WriteLine($"Teacher {folder.Name}: {folder.Manifest.ArchitectureName}, representation width {folder.Manifest.RepresentationWidth}, sha256 {folder.Manifest.Sha256}, in {folder.Path}");
            if (parsed.GetValue(json) is { } file)
                AtomicFile.WriteJson(file, folder.Manifest);
            return ExitCode.Done;
        });
        return command;
    }
}
