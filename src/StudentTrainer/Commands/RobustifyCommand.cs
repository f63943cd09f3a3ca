using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Clients;
using Rrm.Datasets;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.RobustData;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm robustify: a robust teacher's view of the training images, as images, for 'rrm train rdt'.</summary>
internal static class RobustifyCommand
{
    private const string Description = """
        Makes a robust data set (RDT): for each training image another, random one is moved until the teacher represents it as it represents
        the first. The folder holds images.npy, labels.npy and a manifest; 'rrm train rdt' learns from it, and so can any other program.
        """;

    private const string Example = "rrm robustify --teacher runs/teacher --dataset cifar10 --data data --out robust-cifar10 --precision bf16";

    public static Command Create()
    {
        var teacher = new Option<string>("--teacher") { Required = true, Description = "Checkpoint or run folder of the robust teacher." };
        var dataset = Common.Dataset();
        var data = Common.Data();
        var @out = new Option<string>("--out") { Required = true, Description = "Folder to write." };
        var resume = new Option<bool>("--resume") { Description = "Go on with the set in --out; the other options must be the same." };
        var steps = new Option<int>("--steps") { DefaultValueFactory = _ => 1000, Description = "Moves of each image." };
        var stepSize = Common.StepSize("Length of a move (l2), images in [0,1]. Default 0.1.");
        var limit = Common.Limit();
        var onBadImage = Common.OnBadImage();
        var batch = new Option<int>("--batch-size") { DefaultValueFactory = _ => 500, Description = "Images moved at a time, and lost at most when stopped." };
        var seed = Common.Seed();
        var precision = Common.Choice<Precision>("--precision", "What the teacher computes in while images move; targets and distances are float32.");
        var device = Common.Device();
        var json = Common.Json();

        var command = new ExampleCommand("robustify", Description, Example) { teacher, dataset, data, @out, resume, steps, stepSize, limit, onBadImage, batch, seed, precision, device, json };
        command.SetAction((parsed, cancellation) =>
        {
            var length = parsed.GetValue(stepSize) ?? 0.1;
            RequirePositive(("--steps", parsed.GetValue(steps)), ("--step-size", length), ("--batch-size", parsed.GetValue(batch)), ("--limit", parsed.GetValue(limit) ?? 1));
            Common.PrepareFile(parsed.GetValue(json));
            var checkpoint = InProcess(parsed.GetRequiredValue(teacher));
            using var display = new ProgressDisplay(Console.Out);
            var request = new DatasetRequest(parsed.GetRequiredValue(dataset), parsed.GetValue(data), checkpoint.Architecture.Input, parsed.GetValue(limit)) { Progress = display.Notice, OnBadImage = parsed.GetValue(onBadImage) };
            var images = DatasetCatalog.Open(request, cancellation).Train;
            var options = new RobustDataOptions
            {
                Dataset = request.Name,
                DatasetSha256 = images.Identity,
                Limit = request.Limit,
                TeacherArchitecture = checkpoint.Manifest.ArchitectureName,
                TeacherSha256 = checkpoint.ParametersSha256(),
                Steps = parsed.GetValue(steps),
                StepSize = length,
                BatchSize = parsed.GetValue(batch),
                Seed = parsed.GetValue(seed),
                Precision = parsed.GetValue(precision),
            };
            var compute = ComputeDevice.Choose(parsed.GetValue(device)!);
            var path = parsed.GetRequiredValue(@out);
            display.Notice($"robustify: {images.Count:N0} training images of {request.Name}, {options.Steps:N0} steps against {options.TeacherArchitecture} (sha256 {options.TeacherSha256[..12]}…), {compute}.");
            var manifest = new Robustification(checkpoint, images, options, compute, path, parsed.GetValue(resume)) { Progress = display.Show }.Execute(cancellation);
            display.Notice($"Mean distance of representations {manifest.MeanStartDistance:0.###} at the start, {manifest.MeanDistance:0.###} now. Robust data set: {Path.GetFullPath(path)}");
            if (parsed.GetValue(json) is { } file)
                AtomicFile.WriteJson(file, manifest);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static void RequirePositive(params IReadOnlyList<(string Name, double Value)> numbers)
    {
        var problems = numbers.Where(number => number.Value <= 0).Select(number => $"{number.Name} is {number.Value}; expected more than 0").ToList();
        if (problems.Count > 0)
            throw new UsageException(string.Join("; ", problems) + ".");
    }

    private static Checkpoint InProcess(string teacher)
    {
        if (TeacherEndpoint.IsEndpoint(teacher) || TeacherFolder.IsAt(teacher))
            throw new RrmException(
                $"'{teacher}' is {(TeacherEndpoint.IsEndpoint(teacher) ? "a service" : "an exported teacher")}, which gives answers but no gradients. Give the checkpoint that it was exported from.");
        return Checkpoint.Read(teacher);
    }
}
