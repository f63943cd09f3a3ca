using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Representations;

namespace Rrm.StudentTrainer.Commands;

/// <summary>Options that several commands share: one name, one meaning, one default.</summary>
internal static class Common
{
    public static Option<string> Dataset()
    {
        var option = new Option<string>("--dataset") { Required = true, Description = $"One of {string.Join(", ", DatasetCatalog.Names)}." };
        return option.OneOf(DatasetCatalog.Names);
    }

    public static Option<string?> Data() => new("--data") { Description = "Folder that holds the data set; cifar10 is downloaded there when it is absent. shapes needs none." };

    public static Option<int?> Limit() => new("--limit") { Description = "Only the first N images of each split." };

    public static Option<BadImagePolicy> OnBadImage() => Choice<BadImagePolicy>("--on-bad-image", "At a picture that cannot be decoded: end with its name, or leave it out and say so.");

    public static Option<long> Seed() => new("--seed") { Description = "Seed of everything random. Default 0." };

    public static Option<Norm> Norm() => Choice<Norm>("--norm", "Norm of perturbations.");

    public static Option<double?> Eps() => new("--eps") { CustomParser = PixelFraction.Parse, Description = "Radius of perturbations in pixels, images in [0,1], as 8/255." };

    public static Option<double?> StepSize(string description) => new("--step-size") { CustomParser = PixelFraction.Parse, Description = description };

    public static Option<string> Device()
    {
        var option = new Option<string>("--device") { DefaultValueFactory = _ => "auto", Description = "What networks compute on: auto takes CUDA where it works." };
        return option.OneOf(["auto", "cpu", "cuda"]);
    }

    public static Option<string?> TeacherCache() => new("--teacher-cache") { Description = "Folder in which the teacher's answers are kept: what is there is not asked again, by this run or another." };

    public static Option<RecordFormat> CacheFormat() => Choice<RecordFormat>("--cache-format", "How answers are kept; float16 rounds them, and takes half the space.");

    public static Option<string?> Json() => new("--json") { Description = "Also write the result to this file, for machines." };

    /// <summary>Refuses other words in one line; System.CommandLine's own check takes a line for each word.</summary>
    public static Option<string> OneOf(this Option<string> option, IReadOnlyCollection<string> words)
    {
        option.CompletionSources.Add([.. words]);
        option.Validators.Add(result => RequireOneOf(result, option.Name, words));
        return option;
    }

    /// <summary>The same for an argument.</summary>
    public static Argument<string> OneOf(this Argument<string> argument, IReadOnlyCollection<string> words)
    {
        argument.CompletionSources.Add([.. words]);
        argument.Validators.Add(result => RequireOneOf(result, argument.Name, words));
        return argument;
    }

    /// <summary>Makes the folder of a file that a command writes at its end, so that hours of work do not end at a bad path.</summary>
    public static void PrepareFile(string? path)
    {
        if (path is null)
            return;
        if (Directory.Exists(path))
            throw new UsageException($"'{path}' is a folder; expected the file to write.");
        OutputFolder.CreateFor(path);
    }

    private static void RequireOneOf(SymbolResult result, string name, IReadOnlyCollection<string> words)
    {
        foreach (var token in result.Tokens.Where(token => !words.Contains(token.Value)))
            result.AddError($"{name} is '{token.Value}'; expected one of {string.Join(", ", words)}.");
    }

    /// <summary>An enum by the words that files use too; its first member is the default unless another usual word is given.</summary>
    public static Option<T> Choice<T>(string name, string description, string? usual = null) where T : struct, Enum
    {
        var words = Enum.GetValues<T>().ToDictionary(value => JsonSerializer.SerializeToElement(value, JsonFormat.Line).GetString()!);
        var expected = string.Join(", ", words.Keys);
        return new Option<T>(name)
        {
            Description = $"{description} One of {expected}; default {usual ?? words.Keys.First()}.",
            HelpName = string.Join('|', words.Keys),
            CustomParser = result =>
            {
                if (words.TryGetValue(result.Tokens[0].Value, out var value))
                    return value;
                result.AddError($"{name} is '{result.Tokens[0].Value}'; expected one of {expected}.");
                return default;
            },
        };
    }
}
