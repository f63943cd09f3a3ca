using Rrm.Architectures;
using Rrm.Checkpoints.PyTorch;

namespace Rrm.Checkpoints.Importing;

/// <summary>Which tensor of a file is which of an architecture, by name.</summary>
internal sealed class NameMatch
{
    // Wrappers around the network: DataParallel and the robustness library, the library's attacked model, the authors' older classifiers, torch.compile.
    private static readonly string[] wrappers = ["module.", "model.", "net.", "_orig_mod."];

    // What a wrapper holds beside the network: the library's attacker repeats all of it.
    private static readonly string[] besides = ["attacker", "normalizer", "normalize"];

    // Longer names are taken as they are: each wrapper costs a walk through the rest.
    private const int MaxLength = 256;

    private readonly Dictionary<string, string> theirs = [];

    private NameMatch()
    {
    }

    /// <summary>Names in the file that are meant to be left out.</summary>
    public List<string> LeftOut { get; } = [];

    /// <summary>Names in the file that belong nowhere.</summary>
    public List<string> Extra { get; } = [];

    /// <summary>Sentences about names that cannot be matched.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The name in the file of one of the architecture's tensors.</summary>
    public string? Theirs(string ours) => theirs.GetValueOrDefault(ours);

    /// <summary>Matches by the map, else exactly, else without the names of wrappers.</summary>
    public static NameMatch Of(IEnumerable<string> names, Architecture architecture, IReadOnlyDictionary<string, string?> map)
    {
        var match = new NameMatch();
        var known = architecture.Tensors.Select(tensor => tensor.Name).ToHashSet();
        var pending = map.Keys.ToHashSet();
        foreach (var name in names)
        {
            pending.Remove(name);
            if (map.TryGetValue(name, out var mapped))
                match.Add(name, mapped, known);
            else if (Unwrap(name, known) is { } ours)
                match.Add(name, ours, known);
            else
                (name.Length <= MaxLength && name.Split('.').Any(besides.Contains) ? match.LeftOut : match.Extra).Add(name);
        }
        match.Problems.AddRange(pending.Order(StringComparer.Ordinal).Select(name => $"the name map has {Shown.Of(name)}, which is not in the file"));
        return match;
    }

    private void Add(string name, string? ours, HashSet<string> known)
    {
        if (ours is null)
            LeftOut.Add(name);
        else if (!known.Contains(ours))
            Problems.Add($"the name map says {Shown.Of(ours)} for {Shown.Of(name)}, which is not in the architecture");
        else if (!theirs.TryAdd(ours, name))
            Problems.Add($"{Shown.Of(theirs[ours])} and {Shown.Of(name)} both mean {ours}");
    }

    private static string? Unwrap(string name, HashSet<string> known)
    {
        while (!known.Contains(name))
        {
            if (name.Length > MaxLength || wrappers.FirstOrDefault(wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)) is not { } wrapper)
                return null;
            name = name[wrapper.Length..];
        }
        return name;
    }
}
