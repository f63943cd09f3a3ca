using Rrm.Checkpoints;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_shows_every_flag_and_an_example()
    {
        var (exitCode, output, _) = await ServerProcess.RunAsync("--help");
        Assert.Equal(0, exitCode);
        foreach (var word in new[] { "Example:", "--models", "--urls", "--device", "--max-batch", "--max-request-images", "--max-queued-images", "--threads" })
            Assert.Contains(word, output);
    }

    [Theory]
    [InlineData("'--models' is required", "--urls", "http://127.0.0.1:0")]
    [InlineData("--bad", "--models", "m", "--bad", "1")]
    [InlineData("--device is 'tpu'; expected auto, cpu or cuda", "--models", "m", "--device", "tpu")]
    [InlineData("--max-batch is 0; expected 1 to 8192", "--models", "m", "--max-batch", "0")]
    [InlineData("--max-queued-images is 10; expected at least --max-request-images, 1024", "--models", "m", "--max-queued-images", "10")]
    [InlineData("--urls has 'https://127.0.0.1:1'; expected http", "--models", "m", "--urls", "https://127.0.0.1:1")]
    [InlineData("--urls has '5000'; expected http://127.0.0.1:PORT", "--models", "m", "--urls", "5000")]
    public async Task Bad_usage_ends_with_two_and_one_sentence(string says, params string[] arguments)
    {
        var (exitCode, output, errors) = await ServerProcess.RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output.Trim()));
        AssertOneLine(says, errors);
    }

    [Fact]
    public async Task Teachers_that_cannot_be_served_end_with_one_and_one_sentence()
    {
        using var teachers = new TemporaryTeachers();
        await AssertFailsAsync("There is no folder", teachers["nowhere"]);
        await AssertFailsAsync("no subfolder has a teacher.json", teachers.Path);
        teachers.Add("dnn");
        await AssertFailsAsync("is a teacher itself", teachers["dnn"]);
        teachers.Rewrite("dnn", manifest => manifest with { RepresentationWidth = 3 });
        await AssertFailsAsync("contradicts its teacher.json", teachers.Path);
        File.WriteAllText(Path.Combine(teachers["dnn"], TeacherFolder.ManifestFile), "{");
        await AssertFailsAsync("is not a teacher manifest", teachers.Path);
        teachers.Add("dnn", "elsewhere");
        Directory.Delete(teachers["dnn"], recursive: true);
        using var others = new TemporaryTeachers();
        Directory.Move(teachers["elsewhere"], others["elsewhere"]);
        Directory.CreateSymbolicLink(teachers["elsewhere"], others["elsewhere"]);
        await AssertFailsAsync("is a link that leaves", teachers.Path);
    }

    private static async Task AssertFailsAsync(string says, string models)
    {
        var (exitCode, _, errors) = await ServerProcess.RunAsync("--models", models, "--urls", "http://127.0.0.1:0");
        AssertOneLine(says, errors);
        Assert.Equal(1, exitCode);
    }

    private static void AssertOneLine(string says, string errors)
    {
        Assert.Contains(says, errors);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
