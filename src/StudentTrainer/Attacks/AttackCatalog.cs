namespace Rrm.StudentTrainer.Attacks;

/// <summary>The attacks by name.</summary>
public static class AttackCatalog
{
    /// <summary>Every name that <see cref="Create"/> knows, weakest first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["fgsm", "pgd", "paper-autopgd", "apgd-ce"];

    /// <summary>An attack.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="set">The perturbations allowed.</param>
    /// <param name="steps">At least 1; fgsm makes a single step whatever is asked.</param>
    /// <param name="stepSize">Of pgd, in pixels; null takes <see cref="Pgd.StepShare"/> of eps. fgsm's is 1.25 eps, the others choose their own.</param>
    /// <exception cref="RrmException">The name is unknown.</exception>
    public static IAttack Create(string name, PerturbationSet set, int steps, double? stepSize = null) => name switch
    {
        "fgsm" => Pgd.SingleStep(set),
        "pgd" => new Pgd(set, steps, stepSize),
        "paper-autopgd" => new PaperAutoPgd(set, steps),
        "apgd-ce" => new Apgd(set, steps),
        _ => throw new RrmException($"There is no attack '{name}'; expected {string.Join(", ", Names)}."),
    };
}
