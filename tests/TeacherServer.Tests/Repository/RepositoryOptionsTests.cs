using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;

namespace Rrm.TeacherServer.Tests.Repository;

public sealed class RepositoryOptionsTests
{
    [Fact]
    public void The_defaults_work() => Assert.Empty(new RepositoryOptions().Problems());

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var options = new ServerOptions
        {
            Models = "models",
            Device = "gpu",
            Repository = new() { PollInterval = TimeSpan.FromSeconds(-1), Versions = 0, MaxModelBytes = 0, GpuMemoryLimit = -1, TensorRtCache = "/nowhere/at/all" },
        };
        var problems = options.Problems().ToList();
        Assert.Equal(6, problems.Count);
        foreach (var word in new[] { "--device is 'gpu'", "PollInterval is -00:00:01", "Versions is 0", "MaxModelBytes is 0", "GpuMemoryLimit is -1", "'/nowhere/at/all'" })
            Assert.Single(problems, problem => problem.Contains(word));
    }
}
