namespace Rrm.StudentTrainer.Recipes;

/// <summary>Everything that is wrong with some files, told at once.</summary>
internal sealed class FileProblems
{
    private readonly List<string> problems = [];

    /// <summary>One line each: file, place in it, what is wrong.</summary>
    public IReadOnlyList<string> All => problems;

    /// <summary>How often something was found wrong, told before or not: whoever sees it grow goes no further.</summary>
    public int Found { get; private set; }

    /// <param name="file">Path of the file.</param>
    /// <param name="place">Keys down to the value, as <c>options.threat_model.eps</c>; empty for the whole file.</param>
    /// <param name="sentence">What was found and what was expected.</param>
    public void Add(string file, string place, string sentence)
    {
        var problem = $"{file}: {(place == "" ? "" : $"{place}: ")}{sentence}";
        Found++;
        // A preset or a teacher that several rows share is wrong once.
        if (!problems.Contains(problem))
            problems.Add(problem);
    }

    /// <summary>Adds a problem, with what may have been meant, unless the word is one of the names.</summary>
    public bool Require(string file, string place, string kind, string word, IReadOnlyCollection<string> names)
    {
        var known = names.Contains(word);
        if (!known)
            Add(file, place, $"there is no {kind} '{word}'{NearestName.Hint(word, names)}");
        return known;
    }

    /// <exception cref="RrmException">There is a problem; the message has them all, one a line.</exception>
    public void ThrowIfAny()
    {
        if (problems.Count > 0)
            throw new RrmException(string.Join('\n', problems));
    }
}
