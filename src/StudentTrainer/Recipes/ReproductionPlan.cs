namespace Rrm.StudentTrainer.Recipes;

/// <summary>The jobs of some recipes, each once and after those that it needs.</summary>
internal sealed class ReproductionPlan
{
    private readonly Dictionary<string, Job> jobs = [];
    private readonly Workshop workshop;

    /// <param name="recipes">The recipes, with their rows put together and their plans of evaluation.</param>
    /// <param name="resolver">What put them together.</param>
    /// <param name="seeds">Runs of each row; null takes the recipe's.</param>
    /// <param name="workshop">Where.</param>
    public ReproductionPlan(IReadOnlyList<(RecipeFolder Folder, IReadOnlyList<ResolvedRow> Rows)> recipes, RowResolver resolver, int? seeds, Workshop workshop)
    {
        this.workshop = workshop;
        Recipes = [.. recipes.Select(recipe => Plan(recipe.Folder, recipe.Rows, resolver, seeds ?? resolver.Seeds(recipe.Folder)))];
        foreach (var seed in Recipes.SelectMany(recipe => recipe.Wanted).SelectMany(row => row.Seeds))
            Add(seed.Evaluation ?? (Job)seed.Training);
    }

    public IReadOnlyList<PlannedRecipe> Recipes { get; }

    /// <summary>In an order in which they can be done.</summary>
    public IReadOnlyList<Job> Jobs => [.. jobs.Values];

    // A teacher is put before whoever needs it, once.
    private void Add(Job job)
    {
        if (jobs.ContainsKey(job.Folder))
            return;
        foreach (var needed in job.Needs)
            Add(needed);
        jobs.Add(job.Folder, job);
    }

    private PlannedRecipe Plan(RecipeFolder folder, IReadOnlyList<ResolvedRow> rows, RowResolver resolver, int seeds)
    {
        var evaluation = resolver.Evaluation(folder);
        var reductions = rows.SelectMany(row => All(row.Run)).SelectMany(run => run.Reductions).Concat(resolver.Reductions(folder)).Distinct();
        return new(folder, [.. rows.Select(Planned)], [.. reductions]);

        PlannedRow Planned(ResolvedRow row)
        {
            IEnumerable<PlannedSeed> From(int first) => Enumerable.InfiniteSequence(first, 1).Select(seed => Plan(row, seed, evaluation));
            return new(row, [.. From(0).Take(seeds)], [.. From(seeds).TakeWhile(seed => seed.IsDone)]);
        }
    }

    private PlannedSeed Plan(ResolvedRow row, int seed, EvaluationPlan? evaluation)
    {
        var training = Train(row.Run.WithSeed(seed));
        return new(training, evaluation is null ? null : new(training, evaluation, row.Attacked!, workshop));
    }

    private TrainingJob Train(RunSpec run)
    {
        var teacher = run.Teacher is null ? null : Train(run.Teacher);
        return run.RobustData is { } data
            ? new(run, null, new RobustifyJob(run, data, teacher!, workshop), workshop)
            : new(run, teacher, null, workshop);
    }

    private static IEnumerable<RunSpec> All(RunSpec run) => run.Teacher is null ? [run] : All(run.Teacher).Prepend(run);
}
