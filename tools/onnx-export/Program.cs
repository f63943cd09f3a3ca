using System.CommandLine;
using Rrm;
using Rrm.OnnxExport;

var command = new RootCommand($"{ExportCommand.Description}\n\nExample:\n  onnx-export runs/teacher --out models/teacher");
ExportCommand.Configure(command);
command.Add(CheckCommand.Create());
command.Add(GoldenCommand.Create());
command.Add(TensorsCommand.Create());

var parsed = command.Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"onnx-export: {string.Join(" ", parsed.Errors.Select(error => error.Message))} See --help.");
    return 2;
}
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"onnx-export: {problem.Message}");
    return 1;
}
