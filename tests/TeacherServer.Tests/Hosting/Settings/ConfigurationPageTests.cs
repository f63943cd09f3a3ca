using System.Runtime.CompilerServices;
using Rrm.TeacherServer.Hosting.Settings;

namespace Rrm.TeacherServer.Tests.Hosting.Settings;

/// <summary>docs/configuration.md says what the program does.</summary>
public sealed class ConfigurationPageTests
{
    [Fact]
    public void The_page_has_a_row_for_every_key_with_its_default_and_its_flag()
    {
        var rows = File.ReadLines(Page()).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[1].Trim('`'), cells => (Default: cells[2].Trim('`'), Flag: cells[3].Trim('`'), Meaning: cells[4]));
        var expected = OptionKey.All.ToDictionary(key => key.Name, key => (Default: Shown(key.Default), Flag: Flag.All.FirstOrDefault(flag => flag.Key == key.Name)?.Name ?? ""));

        Assert.Empty(rows.Keys.Except(expected.Keys).Select(key => $"{key} is no key"));
        Assert.Empty(expected.Where(key => !rows.TryGetValue(key.Key, out var row) || (row.Default, row.Flag) != key.Value)
            .Select(key => $"| `{key.Key}` | {Code(key.Value.Default)} | {Code(key.Value.Flag)} | MEANING |"));
        Assert.All(rows.Values, row => Assert.NotEqual("", row.Meaning));
    }

    [Fact]
    public void The_pages_example_is_a_configuration()
    {
        var example = string.Join('\n', File.ReadLines(Page()).SkipWhile(line => line != "```json").Skip(1).TakeWhile(line => line != "```"));
        using var file = new Security.CertificateFiles();
        var problems = ServerSettings.Read(new Layer("flags"), new Dictionary<string, string>(), file.Write("example.json", example), AppContext.BaseDirectory).Problems;
        // Its certificates are not on this machine.
        Assert.All(problems, problem => Assert.Contains("there is no such file", problem));
        Assert.NotEmpty(problems);
    }

    [Fact]
    public void Every_flag_sets_a_key_that_there_is() => Assert.Empty(Flag.All.Select(flag => flag.Key).Except(OptionKey.All.Select(key => key.Name)));

    private static string Shown(object? value) => value switch
    {
        null => "",
        System.Collections.IEnumerable list and not string => string.Join(';', list.Cast<object>().Select(ValueText.Write)),
        _ => ValueText.Write(value),
    };

    private static string Code(string text) => text.Length > 0 ? $"`{text}`" : "";

    private static string Page([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../../docs/configuration.md");
}
