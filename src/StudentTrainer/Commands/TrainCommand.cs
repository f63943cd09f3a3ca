using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Clients;
using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm train METHOD: one classifier, trained into a run folder.</summary>
internal static class TrainCommand
{
    private const string Example = """
        rrm train fgsm-rs --arch vgg-medium --dataset cifar10 --data data --norm linf --eps 8/255 --epochs 20 --out runs/teacher
        rrm train rrm --arch resnet-medium --dataset cifar10 --data data --teacher http://127.0.0.1:50051/robust --epochs 20 --out runs/student
        rrm train rdt --arch resnet-medium --dataset cifar10 --data data --robust-data robust-cifar10 --epochs 20 --out runs/rdt
        rrm train rrm --preset rrm-linf --arch resnet50 --dataset cifar10 --data data --teacher runs/teacher --out runs/paper
        """;

    public static Command Create()
    {
        var method = new Argument<string>("method") { Description = $"One of {string.Join(", ", MethodCatalog.Names)}." }.OneOf(MethodCatalog.Names);
        var arch = new Option<string>("--arch") { Required = true, Description = $"Architecture: {string.Join(", ", Architectures.ArchitectureCatalog.Names)}, or the path of a JSON description." };
        var dataset = Common.Dataset();
        var data = Common.Data();
        var @out = new Option<string>("--out") { Required = true, Description = "Run folder to write." };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run in --out; the other options must be the same." };
        var teacher = new Option<string?>("--teacher") { Description = "Who teaches: a checkpoint, a teacher folder, http(s)://host:port/NAME, dns:///host:port/NAME or unix:/path.sock/NAME; several endpoints with commas." };
        var remote = new TeacherFlags();
        var byReference = new Option<bool>("--by-reference") { Description = "Name images by their places in the data set instead of sending them, where the service has the data set; else it is sent pixels." };
        var cache = Common.TeacherCache();
        var cacheFormat = Common.CacheFormat();
        var robust = new Option<string?>("--robust-data") { Description = "Folder that 'rrm robustify' made: what rdt trains on." };
        var preset = new Option<string?>("--preset") { Description = "Start from the settings of the paper's authors under this name (recipes/presets.json), as rrm-linf; other flags override them." };
        var flags = new TrainingFlags();
        var device = Common.Device();
        var json = Common.Json();

        var description = $"Trains a classifier into a run folder.\n\n{string.Join("\n", MethodCatalog.All.Select(each => $"  {each.Name,-8} {each.Summary}"))}";
        var command = new ExampleCommand("train", description, Example) { method, arch, dataset, data, @out, resume, teacher, byReference, cache, cacheFormat, robust, preset };
        foreach (var option in remote.Options.Concat(flags.Options).Concat([device, json]))
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var chosen = MethodCatalog.Find(parsed.GetRequiredValue(method));
            var (architecture, name) = (parsed.GetRequiredValue(arch), parsed.GetRequiredValue(dataset));
            var usual = parsed.GetValue(preset) is { } known
                ? PresetOptions.Of(known, chosen.Name, architecture, name)
                : chosen.Defaults(new() { Method = chosen.Name, Architecture = architecture, Dataset = name });
            var options = flags.Apply(usual, parsed);
            Require([.. TrainingRules.Problems(options, parsed.GetValue(teacher) is not null, parsed.GetValue(robust) is not null), .. remote.Problems(parsed), .. CacheProblems(parsed.GetValue(teacher), parsed.GetValue(cache), parsed.GetValue(byReference))]);
            Common.PrepareFile(parsed.GetValue(json));
            var request = new TrainingRequest(options, parsed.GetValue(teacher), parsed.GetValue(data), parsed.GetRequiredValue(@out), parsed.GetValue(resume))
            {
                Remote = remote.Read(parsed, WorkClass.Train) with { ByReference = parsed.GetValue(byReference) },
                RobustData = parsed.GetValue(robust), TeacherCache = parsed.GetValue(cache), TeacherCacheFormat = parsed.GetValue(cacheFormat),
            };
            var compute = ComputeDevice.Choose(parsed.GetValue(device)!);
            using var display = new ProgressDisplay(Console.Out);
            var result = request.Execute(compute, display, cancellation);
            if (parsed.GetValue(json) is { } file)
                AtomicFile.WriteJson(file, result);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static IEnumerable<string> CacheProblems(string? teacher, string? cache, bool byReference)
    {
        if (cache is not null && teacher is null)
            yield return "--teacher-cache was given, and there is no --teacher whose answers it could keep";
        if (byReference && !(teacher is not null && TeacherEndpoint.IsEndpoint(teacher)))
            yield return "--by-reference was given, and --teacher is no service";
    }

    private static void Require(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new UsageException(string.Join("; ", problems) + ".");
    }
}
