using System.CommandLine;
using System.CommandLine.Invocation;

namespace Rrm.TeacherServer.Hosting;

/// <summary>Flags in, exit code out: 0 after a drain, 1 when the server failed, 2 for bad usage.</summary>
internal static class CommandLine
{
    private const string Description = """
        Serves the teachers in a folder over gRPC (plaintext HTTP/2): batches of images in, representations and logits out.

        Example:
          TeacherServer --models models --urls http://127.0.0.1:50051
        """;

    private static readonly ServerOptions Defaults = new() { Models = "" };

    private static readonly Option<string> Models = new("--models")
    {
        Description = "Folder whose subfolders are the teachers (model.onnx and teacher.json; 'rrm export' makes them)",
        HelpName = "DIR",
        Required = true,
    };

    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen: http://HOST:PORT or http://unix:/PATH.sock; several with ';' between. Port 0 takes a free one and prints it",
        HelpName = "URL",
        DefaultValueFactory = _ => ServerOptions.DefaultUrls,
    };

    private static readonly Option<string> DeviceWish = new("--device")
    {
        Description = "Where to compute: auto, cpu, cuda, or cuda:N; several GPUs with ',' between. Falls back to the CPU and says so",
        HelpName = "auto|cpu|cuda[:N]",
        DefaultValueFactory = _ => Defaults.Device,
    };

    private static readonly Option<int> MaxBatch = Number("--max-batch", Defaults.MaxBatch, "Images in one computed batch; larger requests are split");
    private static readonly Option<int> MaxRequestImages = Number("--max-request-images", Defaults.MaxRequestImages, "Images in one request; more are refused");
    private static readonly Option<int> MaxQueuedImages = Number("--max-queued-images", Defaults.MaxQueuedImages, "Images that may wait for one teacher; requests beyond are refused and may retry");
    private static readonly Option<int> Threads = Number("--threads", Defaults.Threads, "Threads that share a batch on the CPU; 0 is one per processor");
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Log every request, and print stack traces" };

    /// <summary>Runs the server with the options that the flags make, and tells problems as sentences on standard error.</summary>
    public static async Task<int> RunAsync(string[] args, Func<ServerOptions, Task> run)
    {
        var parsed = new RootCommand(Description) { Models, Urls, DeviceWish, MaxBatch, MaxRequestImages, MaxQueuedImages, Threads, Verbose }.Parse(args);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed.Errors.Select(error => error.Message));
        if (parsed.Action is { } help)
            return help is SynchronousCommandLineAction action ? action.Invoke(parsed) : 0;
        var options = OptionsOf(parsed);
        if (options.Problems().ToList() is { Count: > 0 } problems)
            return Refuse(problems);
        try
        {
            await run(options);
            return 0;
        }
        catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"TeacherServer: {(options.Verbose ? problem : problem.Message)}");
            return 1;
        }
        catch (Exception problem)
        {
            Console.Error.WriteLine($"TeacherServer: {(options.Verbose ? problem : $"{problem.GetType().Name}: {problem.Message} (--verbose shows where)")}");
            return 1;
        }
    }

    private static ServerOptions OptionsOf(ParseResult parsed) => new()
    {
        Models = parsed.GetRequiredValue(Models),
        Urls = parsed.GetRequiredValue(Urls).Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        Device = parsed.GetRequiredValue(DeviceWish),
        MaxBatch = parsed.GetValue(MaxBatch),
        MaxRequestImages = parsed.GetValue(MaxRequestImages),
        MaxQueuedImages = parsed.GetValue(MaxQueuedImages),
        Threads = parsed.GetValue(Threads),
        Verbose = parsed.GetValue(Verbose),
    };

    private static Option<int> Number(string name, int value, string description) =>
        new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };

    private static int Refuse(IEnumerable<string> problems)
    {
        Console.Error.WriteLine($"TeacherServer: {string.Join(" ", problems)} See --help.");
        return 2;
    }
}
