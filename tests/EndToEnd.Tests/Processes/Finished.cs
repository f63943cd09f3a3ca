namespace Rrm.EndToEnd.Tests.Processes;

/// <summary>What a program left behind when it ended.</summary>
internal sealed record Finished(int ExitCode, string Output, string Errors)
{
    public IReadOnlyList<string> ErrorLines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Fails unless the program did what it should, and shows what it said if not.</summary>
    public Finished AssertDone()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}\n{Errors}");
        Assert.Equal("", Errors.Trim());
        return this;
    }

    /// <summary>Fails unless the program failed as a user can bear it: few lines, each with the program's name, no stack trace.</summary>
    public Finished AssertFailed(int exitCode, params string[] says)
    {
        var all = $"exit code {ExitCode}\n{Output}\n{Errors}";
        Assert.True(ExitCode == exitCode, all);
        Assert.InRange(ErrorLines.Count, 1, exitCode == 2 ? 4 : 1);
        Assert.All(ErrorLines, line => Assert.StartsWith("rrm: ", line));
        Assert.DoesNotContain("   at ", all);
        Assert.DoesNotContain("Exception", all);
        Assert.All(says, words => Assert.Contains(words, Errors));
        return this;
    }
}
