using System.Text.Json.Nodes;
using Rrm.Checkpoints;
using Rrm.TeacherServer.Security;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Hosting;

public sealed class CommandLineTests
{
    [Fact]
    public async Task Help_shows_every_flag_and_an_example()
    {
        var (exitCode, output, _) = await ServerProcess.RunAsync("--help");
        Assert.Equal(0, exitCode);
        foreach (var word in new[] { "Examples:", "--models", "--urls", "--device", "--max-batch", "--max-request-images", "--max-queued-images", "--threads", "--config", "--set", "--tls-certificate", "--tls-key", "--tokens", "--client-certificates", "--drain-grace", "[default: 256]" })
            Assert.Contains(word, output);
    }

    [Theory]
    [InlineData("Models is missing; expected the folder that holds the teachers, as --models DIR. [default]", "--urls", "http://127.0.0.1:0")]
    [InlineData("'--bad'", "--models", "m", "--bad")]
    [InlineData("Device is 'tpu'; expected auto, cpu or cuda, or cuda:N for another GPU than the first (several with commas). [--device]", "--models", "m", "--device", "tpu")]
    [InlineData("MaxBatch is 0; expected 1 to 8192. [--max-batch]", "--models", "m", "--max-batch", "0")]
    [InlineData("MaxQueuedImages is 10; expected at least MaxRequestImages, 1024", "--models", "m", "--max-queued-images", "10")]
    [InlineData("Urls has 'ftp://127.0.0.1:1'; expected http for plaintext HTTP/2, or https. [--urls]", "--models", "m", "--urls", "ftp://127.0.0.1:1")]
    [InlineData("Urls has '5000'; expected http://127.0.0.1:PORT", "--models", "m", "--urls", "5000")]
    [InlineData("Security.Certificate is missing; Urls has 'https://127.0.0.1:1'", "--models", "m", "--urls", "https://127.0.0.1:1")]
    [InlineData("Limits.MaxConections is not known; did you mean 'Limits.MaxConnections'? [--set Limits.MaxConections]", "--models", "m", "--set", "Limits.MaxConections=5")]
    [InlineData("A client is called \"a b\"; expected up to 64 letters", "token", "a b")]
    public async Task Bad_usage_ends_with_two_and_one_sentence(string says, params string[] arguments)
    {
        var (exitCode, output, errors) = await ServerProcess.RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output.Trim()));
        AssertOneLine(says, errors);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var (exitCode, _, errors) = await ServerProcess.RunAsync(
            new Dictionary<string, string> { ["Rrm__Threads"] = "-1" }, "--bad", "--max-batch", "x", "--set", "Limits:MaxRequests=0", "--config", "/nowhere/rrm.json");
        Assert.Equal(2, exitCode);
        foreach (var says in new[] { "6 problems", "'--bad'", "MaxBatch is 'x'", "Limits.MaxRequests is 0; expected 1 or more. [--set Limits:MaxRequests]", "Threads is -1", "[environment variable Rrm__Threads]", "Models is missing", "'/nowhere/rrm.json'" })
            Assert.Contains(says, errors);
    }

    [Fact]
    public async Task The_configuration_that_holds_is_printed_with_its_sources()
    {
        var (exitCode, output, errors) = await ServerProcess.RunAsync(
            new Dictionary<string, string> { ["Rrm__Limits__MaxConnections"] = "7" }, "config", "--models", "m", "--set", "Security.AnonymousHealth=false");
        Assert.Equal((0, ""), (exitCode, errors.Trim()));
        var printed = JsonNode.Parse(output)!;
        Assert.Equal((7, false, "m"), ((int)printed["Limits"]!["MaxConnections"]!, (bool)printed["Security"]!["AnonymousHealth"]!, (string?)printed["Models"]));
        Assert.Equal("environment variable Rrm__Limits__MaxConnections", (string?)printed["$sources"]!["Limits.MaxConnections"]);
    }

    [Fact]
    public async Task A_token_is_printed_with_the_line_that_lets_it_in()
    {
        var (exitCode, output, _) = await ServerProcess.RunAsync("token", "alice");
        Assert.Equal(0, exitCode);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var token = lines[0]["token: ".Length..];
        Assert.Equal($"line:  alice {AccessToken.HashOf(token)}", lines[1]);
        Assert.InRange(token.Length, 40, 60);
        Assert.NotEqual(output, (await ServerProcess.RunAsync("token", "alice")).Output);
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
