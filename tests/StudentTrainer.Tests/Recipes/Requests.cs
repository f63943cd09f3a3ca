using Rrm.StudentTrainer.Recipes;

namespace Rrm.StudentTrainer.Tests.Recipes;

/// <summary>What a command line would ask for.</summary>
internal static class Requests
{
    public static ReproductionRequest Of(string recipe, string scale = "paper", string @out = "reproductions") => new([recipe], scale, null, @out, null, "cpu");

    public static ReproductionPlan Plan(Workshop workshop, params string[] recipes)
    {
        var (folders, resolver) = (Of("") with { Names = recipes }).Resolve();
        return new ReproductionPlan(folders, resolver, null, workshop);
    }
}
