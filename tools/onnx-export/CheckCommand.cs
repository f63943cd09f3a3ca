using System.CommandLine;

namespace Rrm.OnnxExport;

/// <summary>The check verb: a teacher against answers that were computed elsewhere.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var teacher = new Argument<string>("TEACHER") { Description = "Teacher folder." };
        var vectors = new Option<string>("--vectors") { HelpName = "FILE", Required = true, Description = "Safetensors file with images and the representation and logits that are expected for them." };
        var command = new Command("check", "Runs a teacher in ONNX Runtime and compares its answers with expected ones.") { teacher, vectors };
        command.SetAction(parsed =>
        {
            var (representation, logits) = TeacherCheck.Run(parsed.GetRequiredValue(teacher), parsed.GetRequiredValue(vectors));
            parsed.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"ONNX Runtime agrees: largest difference {representation:g2} in the representation, {logits:g2} in the logits."));
        });
        return command;
    }
}
