using System.CommandLine;
using System.CommandLine.Parsing;
using Rrm.TeacherServer.Hosting.Settings;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Hosting;

/// <summary>Flags in, exit code out: 0 after a drain, 1 when the server failed, 2 for bad usage or configuration.</summary>
internal static class CommandLine
{
    private const string Description = """
        Serves the teachers in a folder over gRPC: batches of images in, representations and logits out.

        Examples:
          TeacherServer --models models --urls http://127.0.0.1:50051
          TeacherServer --config /etc/rrm/teacher.json --set Limits.MaxRequests=100
          TeacherServer config --models models         (what holds, and where it comes from)
          TeacherServer token alice                    (a token for a client, and the line that lets it in)

        Flags win over environment variables such as Rrm__Security__Certificate, and these over the file.
        docs/configuration.md has all keys.
        """;

    private static readonly Option<string> ConfigFile = new("--config")
    {
        Description = $"JSON file with the configuration [default: {SettingsFile.DefaultName} beside the program, if there is one]",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> AnyKey = new("--set")
    {
        Description = "Sets any key, such as Limits.MaxConnections=100; may be repeated",
        HelpName = "KEY=VALUE",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly IReadOnlyList<(Flag Flag, Option Option)> Flags = [.. Flag.All.Select(flag => (flag, OptionOf(flag)))];

    /// <summary>Runs the server with the options that flags, environment and file make, and tells problems as sentences on standard error.</summary>
    public static Task<int> RunAsync(string[] args, Func<ServerOptions, Task> run)
    {
        var client = new Argument<string>("NAME") { Description = "The client's name, as quotas, logs and metrics show it" };
        var token = new Command("token", "Prints a new token, and the line for the file of tokens that lets it in") { client };
        token.SetAction(parsed => PrintToken(parsed.GetRequiredValue(client)));
        var config = new Command("config", "Prints the configuration that holds as JSON, and where each value comes from");
        config.SetAction(PrintConfiguration);
        var root = new RootCommand(Description) { config, token };
        root.SetAction((parsed, _) => ServeAsync(parsed, run));
        foreach (var command in new[] { root, config })
        {
            command.Add(ConfigFile);
            command.Add(AnyKey);
            foreach (var (_, option) in Flags)
                command.Add(option);
        }
        var parsed = root.Parse(args);
        // Signals are the server's own business.
        var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        if (parsed.Errors.Count == 0)
            return parsed.InvokeAsync(invocation);
        IEnumerable<string> others = parsed.CommandResult.Command == token ? [] : SettingsOf(parsed).Problems;
        return Task.FromResult(Refuse([.. parsed.Errors.Select(error => error.Message), .. others]));
    }

    private static async Task<int> ServeAsync(ParseResult parsed, Func<ServerOptions, Task> run)
    {
        var settings = SettingsOf(parsed);
        if (settings.Problems.Count > 0)
            return Refuse(settings.Problems);
        try
        {
            await run(settings.Options);
            return 0;
        }
        catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"TeacherServer: {(settings.Options.Verbose ? problem : problem.Message)}");
            return 1;
        }
        catch (Exception problem)
        {
            Console.Error.WriteLine($"TeacherServer: {(settings.Options.Verbose ? problem : $"{problem.GetType().Name}: {problem.Message} (--verbose shows where)")}");
            return 1;
        }
    }

    private static int PrintConfiguration(ParseResult parsed)
    {
        var settings = SettingsOf(parsed);
        Console.WriteLine(EffectiveSettings.Write(settings));
        return settings.Problems.Count > 0 ? Refuse(settings.Problems) : 0;
    }

    private static int PrintToken(string client)
    {
        if (ClientName.ProblemOf(client) is { } problem)
            return Refuse([problem]);
        var token = AccessToken.New();
        Console.WriteLine($"token: {token}");
        Console.WriteLine($"line:  {client} {AccessToken.HashOf(token)}");
        return 0;
    }

    private static ServerSettings SettingsOf(ParseResult parsed)
    {
        var layer = new Layer("the command line");
        foreach (var (flag, option) in Flags)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
                layer.Set(flag.Key.Split('.'), given.Tokens.Count > 0 ? given.Tokens[^1].Value : "true", flag.Name);
        }
        foreach (var token in parsed.GetResult(AnyKey)?.Tokens ?? [])
        {
            var (key, value) = token.Value.Split('=', 2) is [var name, var text] ? (name, text) : (token.Value, "");
            layer.Set(key.Split(key.Contains(':') ? ':' : '.'), value, $"--set {key}");
        }
        return ServerSettings.Read(layer, Environment.GetEnvironmentVariables(), parsed.GetResult(ConfigFile)?.Tokens.LastOrDefault()?.Value, AppContext.BaseDirectory);
    }

    private static Option OptionOf(Flag flag)
    {
        if (flag.HelpName is null)
            return new Option<bool>(flag.Name) { Description = flag.Description };
        var value = OptionKey.All.Single(key => key.Name == flag.Key).Default;
        var shown = value is IEnumerable<string> list ? string.Join(';', list) : value is null ? "" : ValueText.Write(value);
        return new Option<string>(flag.Name) { Description = shown.Length > 0 ? $"{flag.Description} [default: {shown}]" : flag.Description, HelpName = flag.HelpName };
    }

    private static int Refuse(IReadOnlyList<string> problems)
    {
        Console.Error.WriteLine(problems.Count == 1
            ? $"TeacherServer: {problems[0]} See --help."
            : $"TeacherServer: {problems.Count} problems. See --help.\n  {string.Join("\n  ", problems)}");
        return 2;
    }
}
