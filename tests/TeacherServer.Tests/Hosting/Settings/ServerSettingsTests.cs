using System.Text.Json.Nodes;
using Rrm.TeacherServer.Hosting.Settings;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Hosting.Settings;

public sealed class ServerSettingsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rrm-settings-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Flags_win_over_variables_and_variables_over_the_file()
    {
        var file = Write("own.json", """{ "Models": "file", "MaxBatch": 1, "Threads": 1, "Security": { "MaxImagesInFlight": 1, "ReloadInterval": "1m" } }""");
        var settings = Read(file, Flags(("Models", "flag"), ("Security.MaxImagesInFlight", "3")), ("Rrm__Models", "variable"), ("RRM__MAXBATCH", "2"), ("Rrm__Security__MaxImagesInFlight", "2"));
        Assert.Empty(settings.Problems);
        var options = settings.Options;
        Assert.Equal(("flag", 2, 1, 3, TimeSpan.FromMinutes(1)), (options.Models, options.MaxBatch, options.Threads, options.Security.MaxImagesInFlight, options.Security.ReloadInterval));
        Assert.Equal(1024, options.MaxRequestImages);
        Assert.Equal(
            ["--Models", "environment variable RRM__MAXBATCH", file, "--Security.MaxImagesInFlight", file, "default"],
            new[] { "Models", "MaxBatch", "Threads", "Security.MaxImagesInFlight", "Security.ReloadInterval", "MaxRequestImages" }.Select(settings.SourceOf));
    }

    [Fact]
    public void The_file_beside_the_program_counts_unless_another_is_named()
    {
        Write("appsettings.json", """{ "Models": "beside" }""");
        Assert.Equal("beside", Read(null, Flags()).Options.Models);
        Assert.Equal("named", Read(Write("own.json", """{ "models": "named" }"""), Flags()).Options.Models);
    }

    [Fact]
    public void A_stronger_list_replaces_a_weaker_one_whole()
    {
        var file = Write("own.json", """{ "Models": "m", "Urls": ["http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3"] }""");
        Assert.Equal(3, Read(file, Flags()).Options.Urls.Count);
        Assert.Equal(["http://127.0.0.1:4"], Read(file, Flags(("Urls", "http://127.0.0.1:4"))).Options.Urls);
        Assert.Equal(["http://127.0.0.1:5", "http://127.0.0.1:6"], Read(file, Flags(), ("Rrm__Urls__0", "http://127.0.0.1:5"), ("Rrm__Urls__1", "http://127.0.0.1:6")).Options.Urls);
        Assert.Equal(["http://127.0.0.1:7", "http://127.0.0.1:8"], Read(file, Flags(), ("Rrm__Urls", "http://127.0.0.1:7; http://127.0.0.1:8;")).Options.Urls);
    }

    [Fact]
    public void Clients_are_merged_from_all_sources()
    {
        var hash = AccessToken.HashOf("x");
        var file = Write("own.json", $$"""{ "Models": "m", "Security": { "Clients": { "alice": { "Tokens": ["{{hash}}"], "MaxImagesInFlight": 5, "Teachers": [] }, "bob": {} } } }""");
        var settings = Read(file, Flags(), ("Rrm__Security__Clients__alice__MaxImagesInFlight", "7"), ("Rrm__Security__Clients__carol__Teachers", "robust"));
        Assert.Empty(settings.Problems);
        var clients = settings.Options.Security.Clients;
        Assert.Equal(["alice", "bob", "carol"], clients.Keys.Order());
        Assert.Equal((hash, 7), (Assert.Single(clients["alice"].Tokens), clients["alice"].MaxImagesInFlight));
        Assert.Empty(clients["alice"].Teachers!);
        Assert.Null(clients["bob"].Teachers);
        Assert.Equal(["robust"], clients["carol"].Teachers);
    }

    [Fact]
    public void All_problems_are_told_at_once_with_key_source_finding_and_expectation()
    {
        var file = Write("own.json", """
            {
              // Comments are welcome.
              "MaxBatch": "many", "Treads": 2, "Tokens": "x",
              "Security": { "Certificate": "nowhere.pem", "Clients": { "a": { "Teachers": "a;b", "Quota": 1 } } },
              "Limits": 5,
            }
            """);
        var problems = Read(file, Flags(("MaxRequestImages", "0"), ("Device", "3")), ("Rrm__Security__AnonymousHealth", "perhaps"), ("Rrm__DrainGrace", "5")).Problems;
        Assert.Equal(
            new[]
            {
                $"MaxBatch is 'many'; expected a whole number up to 2147483647. [{file}]",
                $"Treads is not known; did you mean 'Threads'? [{file}]",
                $"Tokens is not known; did you mean 'Security.Tokens'? [{file}]",
                $"Security.Clients.a.Quota is not known; expected one of Tokens, Certificates, MaxImagesInFlight, Teachers. [{file}]",
                $"Limits is '5'; expected a section with keys of its own. [{file}]",
                "Device is '3'; expected auto, cpu or cuda, or cuda:N for another GPU than the first (several with commas). [--Device]",
                "Security.AnonymousHealth is 'perhaps'; expected true or false. [environment variable Rrm__Security__AnonymousHealth]",
                "DrainGrace is '5'; expected a time such as 500ms, 5s, 2m or 1h. [environment variable Rrm__DrainGrace]",
                "Models is missing; expected the folder that holds the teachers, as --models DIR. [default]",
                "MaxRequestImages is 0; expected 1 or more. [--MaxRequestImages]",
                $"Security.Certificate is 'nowhere.pem'; there is no such file. [{file}]",
                $"Security.Certificate is 'nowhere.pem', but Urls has no https address that would use it. [{file}]",
            }.Order(),
            problems.Order());
    }

    [Theory]
    [InlineData("""[1]""", "is not a configuration; expected an object")]
    [InlineData("""{ "Models": """, "is not JSON")]
    [InlineData("""{ "Models": "a", "Models": "b" }""", "is not JSON")]
    [InlineData("""{ "Models": "a", "models": "b" }""", "Models is given twice")]
    [InlineData("""{ "Models": ["a"] }""", "Models is a list; expected a text")]
    [InlineData("""{ "Models": { "a": 1 } }""", "Models is a section; expected a text")]
    [InlineData("""{ "Models": "m", "Urls": 5 }""", "Urls has '5'; expected http://127.0.0.1:PORT")]
    [InlineData("""{ "Models": "m", "Urls": { "a": "b" } }""", "Urls is a section; expected a list")]
    [InlineData("""{ "Models": "m", "Urls": [["http://127.0.0.1:1"]] }""", "Urls.0 is a list; expected a text")]
    [InlineData("""{ "Models": "m", "MaxBatch": 1e30 }""", "MaxBatch is '1e30'; expected a whole number")]
    [InlineData("""{ "Models": "m", "MaxBatch": 99999999999 }""", "MaxBatch is '99999999999'; expected a whole number up to 2147483647")]
    public void Damaged_files_are_told_in_a_sentence(string text, string says) =>
        Assert.Contains(Read(Write("own.json", text), Flags()).Problems, problem => problem.Contains(says));

    [Fact]
    public void A_file_that_is_named_must_exist() =>
        Assert.Contains(Read(Path.Combine(folder, "no.json"), Flags(("Models", "m"))).Problems, problem => problem.StartsWith("Cannot read the configuration", StringComparison.Ordinal));

    [Fact]
    public void A_variable_cannot_be_a_value_and_a_section() =>
        Assert.Contains("Limits.MaxRequests is inside of 'Limits', which has a value itself. [environment variable Rrm__Limits__MaxRequests]",
            Read(null, Flags(("Models", "m")), ("Rrm__Limits", "5"), ("Rrm__Limits__MaxRequests", "5")).Problems);

    [Fact]
    public void Variables_of_others_are_not_ours() =>
        Assert.Empty(Read(null, Flags(("Models", "m")), ("RRM_TEACHER_PORT", "tcp://10.0.0.1:50051"), ("RRM_DATA", "/data"), ("PATH", "/bin")).Problems);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("250ms", 0.25)]
    [InlineData("1.5s", 1.5)]
    [InlineData("2m", 120)]
    [InlineData("1h", 3600)]
    [InlineData("1d", 86400)]
    [InlineData("00:00:07", 7)]
    public void Times_are_written_with_their_unit(string text, double seconds)
    {
        Assert.True(ValueText.TryRead(typeof(TimeSpan), text, out var time));
        Assert.Equal(TimeSpan.FromSeconds(seconds), time);
        Assert.True(ValueText.TryRead(typeof(TimeSpan?), ValueText.Write(time!), out var again));
        Assert.Equal(time, again);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("1e9d")]
    [InlineData("99999999999999d")]
    [InlineData("-00:00:01")]
    public void What_is_no_time_is_not_taken_for_one(string text) => Assert.False(ValueText.TryRead(typeof(TimeSpan), text, out _));

    [Fact]
    public void The_effective_configuration_can_be_fed_back_and_keeps_secrets()
    {
        var pem = Write("server.pem", "x");
        var file = Write("own.json", $$"""
            { "Models": "m", "Urls": ["https://0.0.0.0:1", "http://unix:/s"], "DrainGrace": "00:00:05", "Device": "CPU",
              "Security": { "Certificate": "{{pem}}", "Tokens": "{{pem}}", "Clients": { "alice": { "MaxImagesInFlight": 9, "Teachers": ["a"] }, "bob": {} } } }
            """);
        var settings = Read(file, Flags(("MaxBatch", "8")), ("Rrm__Security__CertificatePassword", "swordfish"));
        Assert.Empty(settings.Problems);
        var text = EffectiveSettings.Write(settings);
        Assert.DoesNotContain("swordfish", text);

        var sources = JsonNode.Parse(text)!["$sources"]!;
        Assert.Equal(
            ["--MaxBatch", file, "default", "environment variable Rrm__Security__CertificatePassword, hidden", file],
            new[] { "MaxBatch", "Urls", "MaxRequestImages", "Security.CertificatePassword", "Security.Clients.alice.Teachers" }.Select(key => (string?)sources[key]));
        var again = Read(Write("again.json", text), Flags(), ("Rrm__Security__CertificatePassword", "swordfish"));
        Assert.Empty(again.Problems);
        Assert.Equal(JsonNode.Parse(text)!.AsObject().Where(item => item.Key != "$sources").Select(item => $"{item.Key}: {item.Value?.ToJsonString()}"),
            JsonNode.Parse(EffectiveSettings.Write(again))!.AsObject().Where(item => item.Key != "$sources").Select(item => $"{item.Key}: {item.Value?.ToJsonString()}"));
    }

    private ServerSettings Read(string? file, Layer flags, params (string Name, string Value)[] variables) =>
        ServerSettings.Read(flags, variables.ToDictionary(variable => variable.Name, variable => variable.Value), file, folder);

    private static Layer Flags(params (string Key, string Text)[] flags)
    {
        var layer = new Layer("the command line");
        foreach (var (key, text) in flags)
            layer.Set(key.Split('.'), text, $"--{key}");
        return layer;
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(Path.Combine(folder, name), text);
        return Path.Combine(folder, name);
    }
}
