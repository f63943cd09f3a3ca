using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Clients;
using Rrm.StudentTrainer.LoadTests;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm loadtest: how much a service takes, and how long it takes for it.</summary>
internal static class LoadTestCommand
{
    private const string Description = """
        Sends random images to a teacher service and measures goodput, refusals and latencies. With --rate requests are due at fixed times and latencies
        count from then, however late they could be sent (open loop); without, each client sends when it has its answer (closed loop).
        """;

    private const string Example = """
        rrm loadtest --teacher http://127.0.0.1:50051/robust --clients 8 --batch 16
        rrm loadtest --teacher http://127.0.0.1:50051/robust --rate 2000 --seconds 60 --json load.json
        rrm loadtest --teacher unix:/run/rrm.sock/robust --soak 12 --server-pid 4711
        """;

    private const double MostHours = 1e5;
    private const double ShortestInterval = 1e-7; // A tick of the clock.
    private const double LongestInterval = 1e9;

    private static readonly LoadOptions Usual = new() { Endpoints = "" };

    public static Command Create()
    {
        var teacher = new Option<string>("--teacher") { Required = true, Description = "http(s)://host:port/NAME, dns:///host:port/NAME or unix:/path.sock/NAME; several endpoints with commas." };
        var clients = new Option<int>("--clients") { DefaultValueFactory = _ => Usual.Clients, Description = "Clients, each with a connection and a name of its own." };
        var batch = new Option<int>("--batch") { DefaultValueFactory = _ => Usual.Batch, Description = "Images in a request." };
        var rate = new Option<double?>("--rate") { Description = "Images a second in all, sent whatever becomes of them; without it the loop is closed." };
        var seconds = new Option<double>("--seconds") { DefaultValueFactory = _ => Usual.Duration.TotalSeconds, Description = "How long is measured." };
        var soak = new Option<double?>("--soak") { Description = "Hours instead, with a line a minute." };
        var warmup = new Option<double>("--warmup") { DefaultValueFactory = _ => Usual.Warmup.TotalSeconds, Description = "Seconds of load before." };
        var deadline = new Option<double>("--deadline") { DefaultValueFactory = _ => Usual.Deadline.TotalSeconds, Description = "Seconds that a request may take." };
        var logits = new Option<bool>("--logits") { Description = "Ask for logits too." };
        var work = Common.Choice<WorkClass>("--work", "What the service is told the work is.");
        var pid = new Option<int?>("--server-pid") { Description = "Process of the service, if it is on this machine: its memory is watched." };
        var connection = new ConnectionFlags();
        var json = Common.Json();

        var command = new ExampleCommand("loadtest", Description, Example) { teacher, clients, batch, rate, seconds, soak, warmup, deadline, logits, work, pid };
        foreach (var option in connection.Options.Append(json))
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellation) =>
        {
            var hours = parsed.GetValue(soak);
            Require(
                ("--clients", parsed.GetValue(clients)), ("--batch", parsed.GetValue(batch)), ("--rate", parsed.GetValue(rate) ?? 1), ("--seconds", parsed.GetValue(seconds)),
                ("--deadline", parsed.GetValue(deadline)), ("--warmup", parsed.GetValue(warmup) == 0 ? 1 : parsed.GetValue(warmup)));
            if (hours is not (null or (> 0 and <= MostHours)))
                throw new UsageException($"--soak is {hours}; expected more than 0 hours, and at most {MostHours:#,0}.");
            if (parsed.GetValue(rate) is { } perSecond && parsed.GetValue(batch) / perSecond is var interval and not (>= ShortestInterval and <= LongestInterval))
                throw new UsageException($"--rate is {perSecond} and --batch {parsed.GetValue(batch)}: a request every {interval:G3} s; expected {ShortestInterval} to {LongestInterval:#,0} s between two.");
            Common.PrepareFile(parsed.GetValue(json));
            var options = new LoadOptions
            {
                Endpoints = parsed.GetRequiredValue(teacher),
                Clients = parsed.GetValue(clients),
                Batch = parsed.GetValue(batch),
                Rate = parsed.GetValue(rate),
                Duration = hours is { } many ? TimeSpan.FromHours(many) : TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Every = hours is null ? null : TimeSpan.FromMinutes(1),
                Warmup = TimeSpan.FromSeconds(parsed.GetValue(warmup)),
                Deadline = TimeSpan.FromSeconds(parsed.GetValue(deadline)),
                Logits = parsed.GetValue(logits),
                ServerPid = parsed.GetValue(pid),
                Connection = connection.Read(parsed, parsed.GetValue(work)),
            };
            var report = await new LoadTest(options, Console.Out.WriteLine).RunAsync(cancellation);
            foreach (var line in report.Lines())
                Console.Out.WriteLine(line);
            if (parsed.GetValue(json) is { } file)
                AtomicFile.WriteJson(file, report);
            if (report.Answered == 0)
                throw new RrmException("Not one request was answered; the refusals say why.");
            return cancellation.IsCancellationRequested ? ExitCode.Failed : ExitCode.Done; // Shorter than was asked for.
        });
        return command;
    }

    private static void Require(params IEnumerable<(string Flag, double Value)> values)
    {
        foreach (var (flag, value) in values.Where(each => each.Value is not (> 0 and <= 1e9)))
            throw new UsageException($"{flag} is {value}; expected more than 0, and at most 1,000,000,000.");
    }
}
