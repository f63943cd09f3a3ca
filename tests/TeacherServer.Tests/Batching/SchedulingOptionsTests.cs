using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;

namespace Rrm.TeacherServer.Tests.Batching;

public sealed class SchedulingOptionsTests
{
    [Fact]
    public void Every_problem_is_told_with_what_was_expected()
    {
        Assert.Empty(new SchedulingOptions().Problems());
        var options = new ServerOptions
        {
            Models = "models",
            Scheduling = new() { Runners = 17, EvaluateWeight = 0, Quantum = -1, MaxHeldBytes = 0 },
        };
        Assert.Equal(
            [
                "Scheduling.Runners is 17; expected 1 to 16.",
                "Scheduling.EvaluateWeight is 0; expected 1 to 1000.",
                "Scheduling.Quantum is -1; expected 1 to 1000 images.",
                "Scheduling.MaxHeldBytes is 0; expected 1 or more.",
            ],
            options.Problems());
    }
}
