using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>The presets that come with the program, as 'rrm train --preset' uses them.</summary>
internal static class PresetOptions
{
    /// <summary>The options of a preset for a network and data set.</summary>
    /// <exception cref="UsageException">There is no such preset, or it is of another method.</exception>
    public static TrainingOptions Of(string preset, string method, string architecture, string dataset)
    {
        var problems = new FileProblems();
        var file = Path.Combine(RecipeBook.Shipped, RecipeBook.PresetsFile);
        var found = new RecipeBook(problems).FindPreset(preset, file, "--preset");
        var draft = found is { } known ? RunDraft.Of(file, architecture, [new(known.Path, $"{preset}.options", known.Preset.Options)], problems) : null;
        if (draft is null)
            throw new UsageException(string.Join('\n', problems.All));
        return draft.Method == method
            ? draft.Options with { Dataset = dataset }
            : throw new UsageException($"--preset {preset} is of method {draft.Method}, and the method is {method}; did you mean 'rrm train {draft.Method}'?");
    }
}
