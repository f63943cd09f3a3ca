using System.Text;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Reports.Studies;

/// <summary>From folders to studies: reproductions, or folders of reproductions, each a study; all plain runs together one more.</summary>
internal static class StudyReader
{
    /// <exception cref="RrmException">A folder holds nothing to report, or a file is broken; the sentence names it.</exception>
    public static IReadOnlyList<Study> Read(IReadOnlyList<string> folders)
    {
        var (reproductions, runs) = (new List<string>(), new List<string>());
        foreach (var folder in folders.Select(Path.TrimEndingDirectorySeparator))
            Sort(folder, reproductions, runs);
        Study[] all = [.. reproductions.Distinct().Select(ReadReproduction), .. runs.Count > 0 ? [OfRuns([.. runs.Distinct()])] : Array.Empty<Study>()];
        return [.. all.Select((study, index) => all.Take(index).Any(other => other.Id == study.Id) ? study with { Id = $"{study.Id}-{index + 1}" } : study)];
    }

    private static void Sort(string folder, List<string> reproductions, List<string> runs)
    {
        if (!Directory.Exists(folder))
            throw new RrmException($"No folder at '{folder}'; expected a reproduction, a folder of reproductions, or a run.");
        if (IsReproduction(folder))
            reproductions.Add(folder);
        else if (RunFolder.IsAt(folder))
            runs.Add(folder);
        else
        {
            var below = Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).ToList();
            var (found, plain) = (below.Where(IsReproduction).ToList(), below.Where(RunFolder.IsAt).ToList());
            if (found.Count + plain.Count == 0)
                throw new RrmException($"'{folder}' holds neither {Reproduction.FileName} nor a run's {RunFolder.ConfigFile}, and no folder in it does. Give what 'rrm reproduce' or 'rrm train' wrote.");
            reproductions.AddRange(found);
            runs.AddRange(plain);
        }
    }

    private static bool IsReproduction(string folder) => File.Exists(Path.Combine(folder, Reproduction.FileName));

    private static Study ReadReproduction(string folder)
    {
        var file = Path.Combine(folder, Reproduction.FileName);
        var found = JsonFormat.Read<Reproduction>(file, "a reproduction");
        if (found.Rows.Any(row => row is null || row.Seeds.Any(seed => seed is null || seed.Result.Robust.Any(entry => entry is null))) || found.Orderings.Any(ordering => ordering is null))
            throw new RrmException($"'{file}' is not a reproduction: a row, seed, ordering or robust accuracy in it is null. Run 'rrm reproduce' again.");
        return Of(found, folder);
    }

    /// <summary>A reproduction as a study, with the curves of those of its runs that are at hand.</summary>
    /// <param name="folder">Where its runs are.</param>
    public static Study Of(Reproduction found, string folder) => new()
    {
        Id = IdOf(found.Recipe), Title = found.Title, Caption = found.Caption, Form = found.Form, XAxis = found.XAxis, Scale = found.Scale,
        Reductions = found.Reductions, Rows = found.Rows, Orderings = found.Orderings, Command = found.Command,
        Runs = [.. found.Rows.SelectMany(row => row.Seeds.Select(seed => Run(
            Study.NameOf(row), row.Seeds.Count == 1 ? "" : $", seed {seed.Result.Seed}", Path.Combine(folder, seed.Run), seed.Result, seed.Command)))],
        Conditions =
        [
            new("Scale", found.Scale), new("Machine", found.Machine.ToString()), new("Versions", Say(found.Versions)),
            .. CommitOf(found.Versions) is { } commit ? [new ReportFact("Commit", commit)] : Array.Empty<ReportFact>(), new("As of", Words.Date(found.WrittenAt)),
        ],
    };

    private static Study OfRuns(IReadOnlyList<string> folders)
    {
        var names = folders.Select(folder => Path.GetFileName(Path.GetFullPath(folder))).ToList();
        var titles = folders.Zip(names, (folder, name) => names.Count(other => other == name) > 1 ? folder : name);
        StudyRun[] runs = [.. folders.Zip(titles, (folder, title) => Run(title, "", folder, RunFolder.ResultAt(folder), null))];
        var results = runs.Select(run => run.Result).OfType<RunResult>().ToList();
        return new()
        {
            Id = "runs", Title = "Runs", Runs = runs,
            Rows = [.. runs.Select(run => new ReproducedRow(IdOf(run.Title), run.Title, null, null, null, run.Result is { } result ? [new(run.Folder, result, null, "")] : []))],
            Conditions =
            [
                .. results.Select(result => result.Machine.ToString()).Distinct().Select(machine => new ReportFact("Machine", machine)),
                .. results.Select(result => Say(result.Versions)).Distinct().Select(versions => new ReportFact("Versions", versions)),
            ],
        };
    }

    private static StudyRun Run(string row, string seed, string folder, RunResult? result, string? command) => new(row, row + seed, folder, result, RunFolder.HasMetrics(folder) ? RunFolder.ReadMetrics(folder) : [], command);

    private static string Say(IReadOnlyDictionary<string, string> versions) => string.Join(", ", versions.Select(version => $"{version.Key} {version.Value.Split('+')[0]}"));

    private static string? CommitOf(IReadOnlyDictionary<string, string> versions) => versions.GetValueOrDefault("rrm")?.Split('+') is [_, var commit] ? commit : null;

    private static string IdOf(string name)
    {
        var id = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
            id.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        return id.ToString();
    }
}
