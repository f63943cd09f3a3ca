using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Batching;

/// <summary>A real batcher over fake runners and a clock that stands still.</summary>
internal sealed class TestBatcher : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ILoggerFactory loggers;

    public TestBatcher(int capacity = 8, int maxImages = 20, SchedulingOptions? options = null, int runners = 1)
    {
        loggers = LoggerFactory.Create(logging => logging.AddProvider(Log));
        Runners = [.. Enumerable.Range(0, runners).Select(_ => new FakeRunner(capacity))];
        Batcher = new Batcher(
            "fake", Runners, maxImages, options ?? new(), new ServerMetrics(services.GetRequiredService<IMeterFactory>()), loggers.CreateLogger<Batcher>(), Time);
    }

    public ErrorLog Log { get; } = new();

    public ManualTime Time { get; } = new();

    public FakeRunner[] Runners { get; }

    public FakeRunner Runner => Runners[0];

    public Batcher Batcher { get; }

    public TestRequest Submit(params float[] values) => Submit(new TestRequest(values));

    public TestRequest Submit(string client, params float[] values) => Submit(new TestRequest(values, client));

    public TestRequest Submit(string client, WorkClass work, params float[] values) => Submit(new TestRequest(values, client, work));

    public TestRequest Submit(TestRequest request, CancellationToken cancellation = default)
    {
        Assert.Equal(Admission.Admitted, Batcher.Submit(request.Pending, cancellation));
        return request;
    }

    public Admission Refused(TestRequest request) => Batcher.Submit(request.Pending, default);

    /// <summary>A request that runs, and goes on running until there is a permit: what is submitted then has to wait.</summary>
    public async Task<TestRequest> OccupyAsync(float value = 1000)
    {
        var request = Submit("occupant", value);
        await Bounded.UntilAsync(() => Runner.Running);
        return request;
    }

    public void Dispose()
    {
        foreach (var runner in Runners)
            runner.Permit(1000);
        Batcher.Dispose();
        loggers.Dispose();
        services.Dispose();
        Log.AssertNothingUnannounced();
    }
}
