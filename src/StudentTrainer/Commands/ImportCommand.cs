using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Rrm.Checkpoints;
using Rrm.Checkpoints.Importing;
using Rrm.Checkpoints.PyTorch;
using Rrm.Images;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm import FILE: a checkpoint of weights that another program trained.</summary>
internal static class ImportCommand
{
    private const string Description = """
        Makes a checkpoint of weights that another program trained: a safetensors file, or what torch.save wrote since PyTorch 1.6 (.pt, .pth).
        Nothing in the file is executed. Names of tensors are those of PyTorch's state_dict; wrappers around the network (module., net.) are left out.
        """;

    private const string Example = "rrm import resnet50.pt --arch resnet50 --mean 0.4914,0.4822,0.4465 --std 0.2471,0.2435,0.2616 --norm linf --eps 8/255 --out models/imported";

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "The file with the weights." };
        var arch = new Option<string>("--arch") { Required = true, Description = $"Architecture: {string.Join(", ", Architectures.ArchitectureCatalog.Names)}, or the path of a JSON description." };
        var classes = new Option<string?>("--classes") { HelpName = "N|NAMES|FILE.txt", Description = "Number of classes, or their names in the order of the logits: with commas, or one a line in a .txt file. The rows of the last layer unless given." };
        var mean = Constants("--mean");
        var std = Constants("--std");
        var normalization = new Option<string>("--normalization") { Description = $"Instead of --mean and --std: {string.Join(", ", Normalization.Names)}." }.OneOf(Normalization.Names);
        var temperature = new Option<double>("--temperature") { DefaultValueFactory = _ => 1, Description = "What the network divided its logits by in training; 30 for the KD teachers and students of the paper's authors." };
        var norm = Common.Norm();
        var eps = Common.Eps();
        var nameMap = new Option<string?>("--name-map") { HelpName = "FILE.json", Description = "JSON object of names in the file and the architecture's names for them; null leaves a tensor out." };
        var @out = new Option<string>("--out") { HelpName = "CHECKPOINT", Required = true, Description = "Checkpoint folder to write." };
        var replace = new Option<bool>("--replace") { Description = "Replace a checkpoint that is there." };
        var json = Common.Json();

        var command = new ExampleCommand("import", Description, Example) { file, arch, classes, mean, std, normalization, temperature, norm, eps, nameMap, @out, replace, json };
        command.SetAction((parsed, cancellation) =>
        {
            var (count, names) = ClassesOf(parsed.GetValue(classes));
            var options = new ImportOptions
            {
                Architecture = parsed.GetRequiredValue(arch),
                Classes = count,
                ClassNames = names,
                Normalization = NormalizationOf(parsed.GetValue(normalization), parsed.GetValue(mean), parsed.GetValue(std)),
                Temperature = TemperatureOf(parsed.GetValue(temperature)),
                ThreatModel = ThreatModelOf(parsed.GetResult(norm) is not null, parsed.GetValue(norm), parsed.GetValue(eps)),
                NameMap = parsed.GetValue(nameMap) is { } path ? ReadNameMap(path) : new Dictionary<string, string?>(),
                Versions = LibraryVersions.All,
                Commit = LibraryVersions.Commit,
            };
            Common.PrepareFile(parsed.GetValue(json));
            var report = Run(parsed.GetRequiredValue(file), options, parsed.GetRequiredValue(@out), parsed.GetValue(replace), cancellation);
            if (parsed.GetValue(json) is { } result)
                AtomicFile.WriteJson(result, report);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static ImportReport Run(string file, ImportOptions options, string @out, bool replace, CancellationToken cancellation)
    {
        RefuseToOverwrite(@out, replace);
        var (checkpoint, report) = CheckpointImporter.Import(file, options, cancellation);
        OutputFolder.CreateFor(@out);
        AtomicFolder.Replace(@out, checkpoint.WriteInto);

        Console.WriteLine($"{report.Architecture} from {file} ({report.Format}): {report.Tensors} tensors, {report.Classes} classes. Checkpoint: {Path.GetFullPath(@out)}");
        Console.WriteLine($"Normalisation {(options.Normalization is null ? "of the file" : "as given")}: {Show(report.Normalization)}.");
        if (options.Normalization is not null && report.NormalizationOfFile is { } other && Show(other) != Show(report.Normalization))
            Console.WriteLine($"The file carries another normalisation, {Show(other)}, which is not used.");
        if (report.LeftOut.Count > 0)
            Console.WriteLine($"Left out: {string.Join(", ", report.LeftOut.Take(3).Select(Shown.Of))}{(report.LeftOut.Count > 3 ? $" and {report.LeftOut.Count - 3} more" : "")}.");
        if (report.WithoutCounters)
            Console.WriteLine("The file has no num_batches_tracked; set to 0, which changes no answer.");
        return report;
    }

    private static void RefuseToOverwrite(string path, bool replace)
    {
        if (File.Exists(path))
            throw new RrmException($"'{path}' is a file; a checkpoint is a folder. Give another --out.");
        if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any())
            return;
        var foreign = Directory.EnumerateFileSystemEntries(path).Select(Path.GetFileName).FirstOrDefault(name => name is not (Checkpoint.TensorFile or Checkpoint.ManifestFile));
        if (foreign is not null || !Checkpoint.IsAt(path))
            throw new RrmException($"'{path}' exists and is not just a checkpoint{(foreign is null ? "" : $": it holds '{foreign}'")}. Give another --out, or move it away.");
        if (!replace)
            throw new RrmException($"'{path}' holds a checkpoint already. Give another --out, or --replace.");
    }

    private static (int? Count, IReadOnlyList<string>? Names) ClassesOf(string? text)
    {
        if (text is null)
            return (null, null);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return (count, null);
        if (text.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && !File.Exists(text))
            throw new UsageException($"--classes: no file at '{text}'; expected one with a name a line.");
        string[] names = text.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)
            ? [.. File.ReadLines(text).Select(line => line.Trim()).Where(line => line.Length > 0)]
            : text.Split(',', StringSplitOptions.TrimEntries);
        if (names.Length < 2 || names.Contains("") || names.Distinct().Count() < names.Length)
            throw new UsageException($"--classes gives {names.Length} names; expected a number, or at least two different names with commas between.");
        return (names.Length, names);
    }

    private static Normalization? NormalizationOf(string? name, double[]? mean, double[]? std) => (mean ?? [], std ?? []) switch
    {
        ([], []) => name is null ? null : Normalization.Find(name),
        _ when name is not null => throw new UsageException("--normalization was given, and --mean or --std too; expected one of them."),
        (var means, var deviations) when means.Length == deviations.Length && deviations.All(deviation => deviation > 0) => new(means, deviations),
        _ => throw new UsageException("--mean and --std go together: expected one number per channel each, of pixels in [0,1], and positive deviations, as --mean 0.5,0.5,0.5 --std 0.25,0.25,0.25."),
    };

    private static double TemperatureOf(double temperature) => temperature > 0 && double.IsFinite(temperature)
        ? temperature
        : throw new UsageException($"--temperature is {temperature}; expected a positive number.");

    private static ThreatModel? ThreatModelOf(bool hasNorm, Norm norm, double? eps) => (hasNorm, eps) switch
    {
        (false, null) => null,
        (true, > 0) when norm != Norm.Linf || eps <= 1 => new(norm, eps.Value),
        (true, > 1) => throw new UsageException($"--eps is {eps}, and pixels are in [0,1]; did you mean {eps:0.###}/255?"),
        _ => throw new UsageException("--norm and --eps go together, as --norm linf --eps 8/255: what the weights were trained against. Leave both out for natural training."),
    };

    private static IReadOnlyDictionary<string, string?> ReadNameMap(string path) => File.Exists(path)
        ? JsonFormat.Read<Dictionary<string, string?>>(path, "a name map, a JSON object as {\"their.name\": \"our.name\"}")
        : throw new RrmException($"No name map at '{path}'; expected a JSON object as {{\"their.name\": \"our.name\"}}.");

    private static Option<double[]?> Constants(string name) => new(name)
    {
        HelpName = "A,B,C",
        Description = $"{(name == "--mean" ? "Mean" : "Standard deviation")} of each channel that the weights were trained with, pixels in [0,1]. The constants of the file unless given.",
        CustomParser = result => Numbers(result, name),
    };

    private static double[]? Numbers(ArgumentResult result, string name)
    {
        var text = result.Tokens[0].Value;
        var numbers = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : (double?)null).ToList();
        if (numbers.All(number => number is not null))
            return [.. numbers.Select(number => number!.Value)];
        result.AddError($"{name} is '{text}'; expected numbers with commas between, as 0.5,0.5,0.5.");
        return null;
    }

    private static string Show(Normalization normalization) => FormattableString.Invariant($"mean {string.Join(", ", normalization.Mean)}, std {string.Join(", ", normalization.Std)}");
}
