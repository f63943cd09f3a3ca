using Rrm.Checkpoints;
using Rrm.StudentTrainer.Commands;

namespace Rrm.StudentTrainer.Tests.Commands;

public sealed class EvaluationRequestTests
{
    private static readonly EvaluationRequest Sensible = new()
    {
        Checkpoints = ["run"], Source = new("shapes"), Attacks = ["pgd", "apgd-ce"], Norm = Norm.Linf, Eps = 8 / 255.0, Steps = 10, StepSize = 2 / 255.0, Options = new(),
    };

    [Fact]
    public void A_sensible_one_gives_its_attacks()
    {
        var attacks = Sensible.Validate();
        Assert.Equal(["pgd", "apgd-ce"], attacks.Select(attack => attack.Name));
        Assert.Equal(2 / 255.0, attacks[0].StepSize);
        Assert.All(attacks, attack => Assert.Equal((10, 8 / 255.0), (attack.Steps, attack.Set.Eps)));
    }

    public static TheoryData<string, string> Refusals => new()
    {
        { "attack", "--attack has 'pdg'; expected one or more of fgsm, pgd, paper-autopgd, apgd-ce" },
        { "eps", "did you mean 8/255?" },
        { "missing", "--eps is missing" },
        { "steps", "--steps is 0; expected at least 1" },
        { "restarts", "--restarts is 0; expected at least 1" },
        { "limit", "--limit is 0; expected at least 1 image" },
        { "many", "2 checkpoints were given and no folder for what is measured of them; add --out FOLDER" },
        { "per-image", "with --out each checkpoint has a table of its own" },
        { "step-size", "only pgd takes one" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Nonsense_is_refused_in_a_sentence(string what, string told)
    {
        var request = what switch
        {
            "attack" => Sensible with { Attacks = ["pdg", "pgd"] },
            "eps" => Sensible with { Eps = 8 },
            "missing" => Sensible with { Eps = null },
            "steps" => Sensible with { Steps = 0 },
            "restarts" => Sensible with { Options = new() { Restarts = 0 } },
            "limit" => Sensible with { Source = new("shapes", Limit: 0) },
            "many" => Sensible with { Checkpoints = ["run", "other"] },
            "per-image" => Sensible with { Out = "folder", PerImage = "table.csv" },
            _ => Sensible with { Attacks = ["fgsm"] },
        };
        Assert.Contains(told, Assert.Throws<UsageException>(() => request.Validate()).Message);
    }
}
