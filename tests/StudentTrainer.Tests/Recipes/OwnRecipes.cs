namespace Rrm.StudentTrainer.Tests.Recipes;

/// <summary>A user's own recipe folder: a teacher, three rows that share it, and a natural one; seconds in all.</summary>
internal sealed class OwnRecipes : IDisposable
{
    private const string Options = """
        "dataset": "shapes", "limit": 32, "epochs": 2, "batch_size": 16, "monitor_images": 16, "augmentation": "none"
        """;

    private readonly TemporaryFolder folder = new();

    public OwnRecipes()
    {
        Write("presets.json", $$"""
            {
              "tiny-sat": { "source": "test", "options": { "method": "sat", {{Options}}, "threat_model": { "norm": "linf", "eps": "8/255" }, "attack_steps": 1 } },
              "tiny-rrm": { "source": "test", "options": { "method": "rrm", {{Options}} } }, // comments are allowed
              "tiny-natural": { "source": "test", "options": { "method": "natural", {{Options}} } },
            }
            """);
        Write("tiny.json", """
            {
              "name": "tiny", "input": { "channels": 3, "height": 32, "width": 32 },
              "body": [
                { "type": "convolution", "name": "stem", "outputs": 4, "kernel": 4, "stride": 4 }, { "type": "batch_norm", "name": "norm" }, { "type": "relu" },
                { "type": "adaptive_average_pool", "size": 2 }, { "type": "flatten" }
              ],
              "head": [{ "type": "linear", "name": "classifier", "outputs": 10 }]
            }
            """);
        Write("teachers/robust.json", """{ "title": "Teacher", "preset": "tiny-sat", "architecture": "../tiny.json" }""");
        Write("mine/recipe.json", """
            {
              "title": "Mine", "caption": "A test.", "form": "table",
              "evaluation": { "attacks": ["fgsm", "pgd"], "threat_model": { "norm": "linf", "eps": "8/255" }, "steps": 2, "images": 16 },
              "rows": ["student", "sweep", "natural", "teacher"],
              "orderings": [{ "text": "Everything is at most twice everything", "less": ["student"], "than": ["natural"], "metric": "natural", "factor": 1000 }]
            }
            """);
        Write("mine/student.json", """{ "title": "Student", "preset": "tiny-rrm", "architecture": "../tiny.json", "teacher": "teachers/robust", "paper": { "robust_accuracy": 0.5 } }""");
        Write("mine/sweep.json", """
            { "title": "Sweep", "series": "λ", "preset": "tiny-rrm", "architecture": "../tiny.json", "teacher": "teachers/robust",
              "grid": { "lambda": [0.005, 1] }, "paper_at": { "1": { "robust_accuracy": 0.25 } } }
            """);
        Write("mine/natural.json", """{ "title": "Natural", "preset": "tiny-natural", "architecture": "../tiny.json" }""");
        Write("mine/teacher.json", """{ "title": "Teacher", "run": "teachers/robust" }""");
    }

    /// <summary>The recipe.</summary>
    public string Mine => folder["mine"];

    public string this[string name] => folder[name];

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllText(folder[name], text);
    }

    public void Dispose() => folder.Dispose();
}
