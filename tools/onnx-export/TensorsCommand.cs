using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Checkpoints.Importing;

namespace Rrm.OnnxExport;

/// <summary>The tensors verb: what torch.save wrote, as safetensors.</summary>
internal static class TensorsCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A checkpoint that torch.save wrote (.pt, .pth)." };
        var output = new Option<string>("--out") { HelpName = "FILE.safetensors", Required = true, Description = "File to write." };
        var command = new Command("tensors", "Writes the state_dict in a checkpoint of torch.save as safetensors, without executing anything in it.") { file, output };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(output);
            if (Path.Exists(path))
                throw new RrmException($"'{path}' exists. Give another --out.");
            using var foreign = ForeignFile.Open(parsed.GetRequiredValue(file));
            AtomicFile.Write(path, stream => SafeTensors.Write(stream, foreign.Tensors.Select(tensor => KeyValuePair.Create(tensor.Key, tensor.Value.Load()))));
            parsed.InvocationConfiguration.Output.WriteLine($"{foreign.Tensors.Count} tensors ({foreign.Format}) in {path}");
        });
        return command;
    }
}
