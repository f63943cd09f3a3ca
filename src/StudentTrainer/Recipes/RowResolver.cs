using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>
/// Makes runs of recipe files at a scale. What a run is depends on the file that describes it and on the scale, never on who refers to it:
/// so rows and recipes share teachers and runs.
/// </summary>
internal sealed class RowResolver(RecipeBook book, ScaleFile? scale)
{
    private readonly FileProblems problems = book.Problems;
    private readonly HashSet<string> following = [];

    /// <summary>All rows of a recipe, whichever are asked for. Rows that are wrong are missing, and problems have been added.</summary>
    public IReadOnlyList<ResolvedRow> Rows(RecipeFolder recipe)
    {
        var evaluation = Evaluation(recipe);
        foreach (var (attack, index) in (evaluation?.Attacks ?? []).Select((attack, index) => (attack, index)))
            problems.Require(recipe.RecipePath, $"evaluation.attacks[{index}]", "attack", attack, AttackCatalog.Names);
        foreach (var (attack, _) in (evaluation?.Attacks ?? []).CountBy(attack => attack).Where(count => count.Value > 1))
            problems.Add(recipe.RecipePath, "evaluation.attacks", $"'{attack}' is there twice");
        var rows = recipe.File.Rows.Where(name => File.Exists(recipe.RowPath(name))).SelectMany(name => Points(recipe, name, evaluation)).ToList();
        var names = rows.Select(row => row.Name).ToList();
        foreach (var (claim, index) in recipe.File.Orderings.Select((claim, index) => (claim, index)))
            foreach (var (name, key) in claim.Less.Select(name => (name, "less")).Concat(claim.Than.Select(name => (name, "than"))))
                if (problems.Found == 0)
                    problems.Require(recipe.RecipePath, $"orderings[{index}].{key}", "row", name, names);
        if (recipe.Row is { } only && !rows.Exists(row => row.Name == only || row.File == only))
            problems.Add(recipe.RecipePath, "rows", $"there is no row '{only}'{NearestName.Hint(only, names)}");
        return rows;
    }

    /// <summary>How a recipe measures robustness at this scale.</summary>
    public EvaluationPlan? Evaluation(RecipeFolder recipe) => recipe.File.Evaluation is { } plan
        ? Changes(recipe.Name).Aggregate(plan, (current, change) => current with
        {
            Images = change.EvaluationImages ?? current.Images,
            Steps = change.EvaluationSteps ?? current.Steps,
            Restarts = change.EvaluationRestarts ?? current.Restarts,
            ThreatModel = change.EvaluationThreatModel ?? current.ThreatModel,
            // A step that fits one radius does not fit another.
            StepSize = change.EvaluationThreatModel is null ? current.StepSize : null,
        })
        : null;

    /// <summary>Runs of each row at this scale.</summary>
    public int Seeds(RecipeFolder recipe) => Changes(recipe.Name).LastOrDefault(change => change.Seeds is not null)?.Seeds ?? recipe.File.Seeds;

    /// <summary>What the scale changed about a recipe as a whole, a sentence each.</summary>
    public IEnumerable<string> Reductions(RecipeFolder recipe) => Changes(recipe.Name)
        .Where(change => (change.ChangesEvaluation && recipe.File.Evaluation is not null) || (change.Seeds is { } seeds && seeds != recipe.File.Seeds))
        .Select(change => change.Reason);

    private IEnumerable<ScaleChange> Changes(string recipe) =>
        (scale?.Changes ?? []).Where(change => change.Recipes.Count == 0 || change.Recipes.Contains(recipe));

    private IEnumerable<ResolvedRow> Points(RecipeFolder recipe, string name, EvaluationPlan? evaluation)
    {
        var path = recipe.RowPath(name);
        if (book.Row(path) is not { } row)
            yield break;
        var grid = Grid(path, row);
        var seen = new HashSet<string>();
        JsonObject?[] points = grid is { } given ? [.. given.Values.Select(value => new JsonObject { [given.Option] = value.DeepClone() })] : [null];
        foreach (var point in points)
        {
            // A scale may make one run of two points.
            if (Run(path, row, point) is not { } run || !seen.Add(run.Content))
                continue;
            var text = point is null ? null : Text((double)point.Single().Value!);
            var attacked = evaluation is null ? null : row.ThreatModel ?? evaluation.ThreatModel ?? run.Options.ThreatModel;
            if (evaluation is not null && attacked is null)
                problems.Add(path, "threat_model", $"neither the row nor {RecipeFile.FileName} says what it is attacked with");
            double? x = point is null ? null : run.Number(point.Single().Key);
            var paper = text is not null && row.PaperAt.TryGetValue(text, out var figures) ? figures : row.Paper;
            yield return new(name, text is null ? name : $"{name}-{text}", row, x, paper, run, attacked);
        }
    }

    private (string Option, IReadOnlyList<JsonNode> Values)? Grid(string path, RowFile row)
    {
        if (row.Grid is null)
            return null;
        if (row.Grid.Count == 1 && row.Grid.Single() is { Value: JsonArray { Count: > 0 } values } option && values.All(value => value?.GetValueKind() == JsonValueKind.Number))
            return (option.Key, [.. values.Select(value => value!)]);
        problems.Add(path, "grid", "expected one option with a list of numbers, as { \"lambda\": [0.001, 0.01] }");
        return null;
    }

    private RunSpec? Run(string path, RowFile row, JsonObject? point)
    {
        if (!following.Add(Path.GetFullPath(path)))
        {
            problems.Add(path, "", "it refers to itself, by the rows that it names");
            return null;
        }
        try
        {
            return row.Run is null ? OwnRun(path, row, point) : OtherRun(path, row);
        }
        finally
        {
            following.Remove(Path.GetFullPath(path));
        }
    }

    private RunSpec? OtherRun(string path, RowFile row)
    {
        if (row is not { Preset: null, Architecture: null, Teacher: null, RobustData: null, Options: null, Grid: null })
            problems.Add(path, "run", "the row shows another row's run, so it cannot say how to train");
        return Referred(row.Run!, path, "run");
    }

    private RunSpec? OwnRun(string path, RowFile row, JsonObject? point)
    {
        var before = problems.Found;
        var layers = new List<OptionLayer>();
        if (row.Preset is { } name && book.FindPreset(name, path, "preset") is { } preset)
            layers.Add(new(preset.Path, $"{name}.options", preset.Preset.Options));
        if (row.Options is { } options)
            layers.Add(new(path, "options", options));
        if (point is not null)
            layers.Add(new(path, "grid", point, IsGrid: true));
        if (row is { Teacher: not null, RobustData: not null })
            problems.Add(path, "robust_data", "a row has a teacher or a robust data set, not both");
        var teacher = row.Teacher is { } reference ? Referred(reference, path, "teacher") : row.RobustData is { } data ? Referred(data.Teacher, path, "robust_data.teacher") : null;
        // A missing preset is told once, not by what it would have said.
        var draft = row.Preset is null || layers.Exists(layer => layer.Place == $"{row.Preset}.options") ? RunDraft.Of(path, row.Architecture, layers, problems) : null;
        if (problems.Found > before || draft is null)
            return null;
        var (method, dataset) = (draft.Method, draft.Dataset);
        foreach (var change in Changes(Home(path)).Where(change => change.AppliesTo(method, dataset, Home(path))))
            draft.Apply(change);
        var robustData = row.RobustData is { } full ? full with { Steps = draft.RobustDataSteps ?? full.Steps } : null;
        return draft.Finish(path, row.Teacher is not null, robustData is not null) is { } finished ? new(finished, teacher, robustData, draft.Reductions) : null;
    }

    private RunSpec? Referred(string reference, string from, string place) =>
        book.FindRow(reference, from, place) is { } found
            ? found.Row.Grid is null ? Run(found.Path, found.Row, null) : Refuse(from, place, $"'{reference}' is a grid of rows; name a row with one run")
            : null;

    private RunSpec? Refuse(string file, string place, string sentence)
    {
        problems.Add(file, place, sentence);
        return null;
    }

    private static string Home(string path) => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!;

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
}
