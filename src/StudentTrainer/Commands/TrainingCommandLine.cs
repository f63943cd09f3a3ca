using Rrm.StudentTrainer.Methods;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Commands;

/// <summary>The 'rrm train' line of a run: what differs from the method's usual options, and where things are.</summary>
internal static class TrainingCommandLine
{
    /// <param name="options">The run's options.</param>
    /// <param name="places">Flags with paths, as --data DIR; those without a path are left out.</param>
    /// <returns>The words after 'rrm'.</returns>
    public static IReadOnlyList<string> Of(TrainingOptions options, params IEnumerable<(string Flag, string? Path)> places)
    {
        var usual = MethodCatalog.Find(options.Method).Defaults(new() { Method = options.Method, Architecture = options.Architecture, Dataset = options.Dataset });
        return
        [
            "train", options.Method, "--arch", options.Architecture, "--dataset", options.Dataset, .. new TrainingFlags().Difference(usual, options),
            .. places.Where(place => place.Path is not null).SelectMany(place => new[] { place.Flag, place.Path! }),
        ];
    }

    /// <summary>Words as one types them.</summary>
    public static string Text(IEnumerable<string> words) => string.Join(' ', words.Prepend("rrm").Select(word => word.Any(char.IsWhiteSpace) ? $"\"{word}\"" : word));
}
