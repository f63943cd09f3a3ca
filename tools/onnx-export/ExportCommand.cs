using System.CommandLine;
using Rrm.Checkpoints;

namespace Rrm.OnnxExport;

/// <summary>The export verb's arguments and action, for this program and for 'rrm export'.</summary>
public static class ExportCommand
{
    public const string Description = "Writes a checkpoint as an ONNX teacher (model.onnx and teacher.json) that the service loads.";

    /// <summary>Gives a command the arguments and the action. Failures are thrown as <see cref="RrmException"/> or <see cref="IOException"/>.</summary>
    public static void Configure(Command command)
    {
        var checkpoint = new Argument<string>("CHECKPOINT") { Description = "Checkpoint folder, or the run folder that holds one." };
        var output = new Option<string>("--out") { HelpName = "MODELS/NAME", Required = true, Description = "Folder to write: the service's model directory, and the teacher's name. A teacher that is there is replaced." };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Also write what teacher.json says to this file." };
        command.Add(checkpoint);
        command.Add(output);
        command.Add(json);
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(json);
            if (file is not null)
                OutputFolder.CreateFor(file);
            var teacher = TeacherExporter.Export(Checkpoint.Read(parsed.GetRequiredValue(checkpoint)), parsed.GetRequiredValue(output));
            Report(teacher, parsed.InvocationConfiguration.Output);
            if (file is not null)
                AtomicFile.WriteJson(file, teacher.Manifest);
        });
    }

    private static void Report(TeacherFolder teacher, TextWriter output)
    {
        var manifest = teacher.Manifest;
        output.WriteLine($"Teacher '{teacher.Name}' in {teacher.Path}: {manifest.ArchitectureName}, {manifest.Input} images, representation {manifest.RepresentationWidth}, {manifest.Classes} classes.");
        output.WriteLine($"model.onnx {new FileInfo(teacher.ModelPath).Length / 1e6:F1} MB, sha256 {manifest.Sha256}");
    }
}
