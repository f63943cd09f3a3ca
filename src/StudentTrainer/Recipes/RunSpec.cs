using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>A run that is wanted: what decides its numbers.</summary>
/// <param name="Options">Its options; the teacher's identity is not among them yet.</param>
/// <param name="Teacher">Who teaches it, or makes its data set.</param>
/// <param name="RobustData">How the data set that it trains on is made from the teacher; null for the data itself.</param>
/// <param name="Reductions">What the scale changed about it, a sentence each.</param>
internal sealed record RunSpec(TrainingOptions Options, RunSpec? Teacher, RobustData? RobustData, IReadOnlyList<string> Reductions)
{
    /// <summary>For people, as "rrm resnet50".</summary>
    public string Label => $"{Options.Method} {ArchitectureName}";

    /// <summary>The run with another seed; its teacher stays, as a student's spread is its own.</summary>
    public RunSpec WithSeed(long seed) => this with { Options = Options with { Seed = seed } };

    /// <summary>
    /// Hex SHA-256 of everything that decides the run's numbers, machine and program apart: options, the description of an architecture of
    /// one's own, the teacher's key, and the data's identity. Equal keys, equal runs.
    /// </summary>
    /// <param name="identityOf">Identity of the data that options name.</param>
    public string Key(Func<TrainingOptions, string> identityOf)
    {
        var options = Options with { Architecture = IsDescription ? Hash(File.ReadAllText(Options.Architecture)) : Options.Architecture, TeacherSha256 = null };
        var content = new { options, teacher = Teacher?.Key(identityOf), robust_data = RobustData is { } data ? new { data.Steps, data.StepSize } : null, data = identityOf(Options) };
        return Hash(JsonSerializer.Serialize(content, JsonFormat.Line));
    }

    /// <summary>Name of a folder for the run: readable, and unequal for unequal runs.</summary>
    public string FolderName(Func<TrainingOptions, string> identityOf) => $"{Options.Method}-{ArchitectureName}-{Key(identityOf)[..12]}";

    /// <summary>All that the files say of it, as text.</summary>
    public string Content => JsonSerializer.Serialize(new { Options, RobustData, teacher = Teacher?.Content }, JsonFormat.Line);

    /// <summary>An option's value, by its name in files.</summary>
    public double Number(string option) => (double)JsonSerializer.SerializeToNode(Options, JsonFormat.Line)![option]!;

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private bool IsDescription => Options.Architecture.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    private string ArchitectureName => IsDescription ? Path.GetFileNameWithoutExtension(Options.Architecture) : Options.Architecture;
}
