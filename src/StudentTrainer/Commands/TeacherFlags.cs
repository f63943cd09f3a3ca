using System.CommandLine;
using Rrm.Clients;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Commands;

/// <summary>How a command that learns from a service is with it.</summary>
internal sealed class TeacherFlags
{
    private const int SecondsOfADay = 86_400;

    private readonly Option<int> depth = new("--teacher-depth") { DefaultValueFactory = _ => 4, Description = "Batches asked of a service ahead of the loop." };
    private readonly Option<double> wait = new("--teacher-wait", "--teacher-budget") { DefaultValueFactory = _ => 600, Description = "Seconds that one step may stand still for a service, retries and failovers included." };
    private readonly Option<TeacherTimeoutPolicy> onTimeout = Common.Choice<TeacherTimeoutPolicy>("--on-teacher-timeout", "What happens then: the run ends (resumable), or says so and waits on.");
    private readonly ConnectionFlags connection = new();

    public IEnumerable<Option> Options => [depth, wait, onTimeout, .. connection.Options];

    /// <summary>What is out of its range.</summary>
    public IEnumerable<string> Problems(ParseResult parsed)
    {
        if (parsed.GetValue(depth) < 1)
            yield return $"--teacher-depth is {parsed.GetValue(depth)}; expected at least 1";
        if (parsed.GetValue(wait) is not (>= 0.1 and <= SecondsOfADay))
            yield return $"--teacher-wait is {parsed.GetValue(wait)}; expected 0.1 to {SecondsOfADay} seconds";
    }

    /// <summary>The options, once there is no problem.</summary>
    public RemoteTeacherOptions Read(ParseResult parsed, WorkClass work) => new()
    {
        Depth = parsed.GetValue(depth), Wait = TimeSpan.FromSeconds(parsed.GetValue(wait)), OnTimeout = parsed.GetValue(onTimeout), Connection = connection.Read(parsed, work),
    };
}
