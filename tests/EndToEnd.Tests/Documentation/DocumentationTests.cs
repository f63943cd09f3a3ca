using System.Text.RegularExpressions;
using Rrm.EndToEnd.Tests.Build;
using Rrm.StudentTrainer.Commands;

namespace Rrm.EndToEnd.Tests.Documentation;

public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_rrm_command_line_in_the_documents_is_one()
    {
        var commands = Documents.All.SelectMany(document => Documents.Commands(document).Select(command => (document, command))).ToList();
        Assert.Contains(commands, command => command is { document: "README.md" });
        AssertParse(commands.Select(entry => ($"{entry.document}: rrm {entry.command}", entry.command)));
    }

    [Fact]
    public void Every_example_in_a_commands_help_is_one()
    {
        var examples = RrmCommand.Create().Subcommands.OfType<ExampleCommand>().SelectMany(command => command.Example.Split('\n')).ToList();
        Assert.NotEmpty(examples);
        AssertParse(examples.Select(example => (example, example["rrm ".Length..])));
    }

    [Fact]
    public void Every_link_in_the_documents_leads_somewhere()
    {
        var broken =
            from document in Documents.All
            from Match link in Link().Matches(Documents.Read(document))
            let target = link.Groups["target"].Value
            where !target.Contains("://") && !LeadsSomewhere(document, target)
            select $"{document}: {target}";
        Assert.Empty(broken);
    }

    private static void AssertParse(IEnumerable<(string Where, string Arguments)> commands)
    {
        var problems = commands.Select(command => (command.Where, RrmCommand.Create().Parse(command.Arguments).Errors)).Where(command => command.Errors.Count > 0);
        Assert.Empty(problems.Select(command => $"{command.Where}: {string.Join(' ', command.Errors.Select(error => error.Message))}"));
    }

    private static bool LeadsSomewhere(string document, string target)
    {
        var (file, anchor) = target.Split('#') is [var path, var fragment] ? (path, fragment) : (target, "");
        var full = file == "" ? Path.Combine(DotNet.Root, document) : Path.Combine(DotNet.Root, Path.GetDirectoryName(document)!, file);
        return (File.Exists(full) || Directory.Exists(full)) && (anchor == "" || Headings(File.ReadAllText(full)).Contains(anchor));
    }

    // As GitHub makes anchors of headings.
    private static IEnumerable<string> Headings(string markdown) =>
        markdown.Split('\n').Where(line => line.StartsWith('#')).Select(line => NotInAnchor().Replace(line.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
