using System.CommandLine;
using System.CommandLine.Parsing;
using Rrm.Checkpoints;
using Rrm.Datasets;

namespace Rrm.OnnxExport;

/// <summary>The export verb's arguments and action, for this program and for 'rrm export'.</summary>
public static class ExportCommand
{
    public const string Description = "Writes a checkpoint as an ONNX teacher (model.onnx and teacher.json) that the service loads; with --precision int8 one that is faster on CPUs.";

    /// <summary>Gives a command the arguments and the action. Failures are thrown as <see cref="RrmException"/> or <see cref="IOException"/>.</summary>
    public static void Configure(Command command)
    {
        var checkpoint = new Argument<string>("CHECKPOINT") { Description = "Checkpoint folder, or the run folder that holds one." };
        var output = new Option<string>("--out") { HelpName = "MODELS/NAME", Required = true, Description = "Folder to write: the service's model directory, and the teacher's name. A teacher that is there is replaced." };
        var precision = new Option<string>("--precision") { HelpName = string.Join('|', TeacherPrecision.All), DefaultValueFactory = _ => TeacherPrecision.Float32, Description = "What the teacher computes in. An int8 teacher is another teacher: give it another name." };
        var dataset = new Option<string?>("--dataset") { Description = $"For int8, the data set that the network was trained on: {string.Join(", ", DatasetCatalog.Names)}." };
        var data = new Option<string?>("--data") { Description = "For int8, the folder that holds the data set." };
        var images = new Option<int>("--calibration-images") { CustomParser = ParseCount, DefaultValueFactory = _ => 512, Description = "For int8, training images that the ranges of activations are taken from." };
        var json = new Option<string?>("--json") { HelpName = "FILE", Description = "Also write what teacher.json says to this file." };
        command.Add(checkpoint);
        foreach (var option in (Option[])[output, precision, dataset, data, images, json])
            command.Add(option);
        RequireOneOf(precision, TeacherPrecision.All);
        RequireOneOf(dataset, DatasetCatalog.Names);
        command.Validators.Add(result => RequireImagesForInt8Alone(result, precision, dataset, data, images));
        command.SetAction((parsed, cancellation) =>
        {
            var (file, writer) = (parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            if (file is not null)
                OutputFolder.CreateFor(file);
            var network = Checkpoint.Read(parsed.GetRequiredValue(checkpoint));
            var folder = parsed.GetRequiredValue(output);
            var teacher = parsed.GetValue(dataset) is { } name
                ? TeacherExporter.Export(network, folder, Int8By(new(name, parsed.GetValue(data), network.Architecture.Input) { Progress = writer.WriteLine }), cancellation)
                : TeacherExporter.Export(network, folder);
            Report(teacher, writer);
            if (file is not null)
                AtomicFile.WriteJson(file, teacher.Manifest);
            return Task.FromResult(0);

            Int8Options Int8By(DatasetRequest request) => new(DatasetCatalog.Open(request, cancellation)) { CalibrationImages = parsed.GetValue(images), Progress = request.Progress };
        });
    }

    private static void RequireOneOf(Option option, IReadOnlyList<string> words)
    {
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !words.Contains(token.Value)))
                result.AddError($"{option.Name} is '{token.Value}'; expected one of {string.Join(", ", words)}.");
        });
    }

    private static int ParseCount(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, out var count) && count > 0)
            return count;
        result.AddError($"--calibration-images is '{result.Tokens[0].Value}'; expected a number of images, at least 1.");
        return 0;
    }

    private static void RequireImagesForInt8Alone(CommandResult result, Option precision, Option dataset, params Option[] others)
    {
        bool IsGiven(Option option) => result.GetResult(option) is { Implicit: false };
        if (result.GetResult(precision)?.Tokens is [{ Value: TeacherPrecision.Int8 }])
        {
            if (!IsGiven(dataset))
                result.AddError("--precision int8 needs images to take the ranges of activations from: give --dataset, and --data where the data set lies in a folder.");
        }
        else if (others.Prepend(dataset).Where(IsGiven).Select(option => option.Name).ToList() is { Count: > 0 } unused)
        {
            result.AddError($"{string.Join(", ", unused)} would change nothing: only --precision int8 looks at images.");
        }
    }

    private static void Report(TeacherFolder teacher, TextWriter output)
    {
        var manifest = teacher.Manifest;
        output.WriteLine($"Teacher '{teacher.Name}' in {teacher.Path}: {manifest.ArchitectureName}, {manifest.Input} images, representation {manifest.RepresentationWidth}, {manifest.Classes} classes, {manifest.Precision}.");
        if (manifest.Fidelity is { } fidelity)
            output.WriteLine(
                $"Against float32 on {fidelity.TestImages:N0} test images: representations with cosine {fidelity.RepresentationCosine:F5} and {fidelity.RepresentationRelativeError:P2} apart, {fidelity.PredictionAgreement:P2} in the same class; accuracy {fidelity.NaturalAccuracy.Int8:P2}, of float32 {fidelity.NaturalAccuracy.Float32:P2}.");
        output.WriteLine($"model.onnx {new FileInfo(teacher.ModelPath).Length / 1e6:F1} MB, sha256 {manifest.Sha256}");
    }
}
