using System.Collections.Frozen;
using Rrm.Checkpoints;
using Rrm.Inference;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Repository;

/// <summary>The teachers that are served, by name. Empty until <see cref="Load"/> has loaded all of them; read without locks.</summary>
internal sealed partial class TeacherRepository(
    IReadOnlyList<TeacherFolder> folders, ServerOptions options, ServerMetrics metrics, ILoggerFactory loggers) : IDisposable
{
    private readonly ILogger logger = loggers.CreateLogger<TeacherRepository>();
    private volatile FrozenDictionary<string, ServedTeacher> teachers = FrozenDictionary<string, ServedTeacher>.Empty;

    public IEnumerable<ServedTeacher> Teachers => teachers.Values.OrderBy(teacher => teacher.Name, StringComparer.Ordinal);

    public ServedTeacher? Find(string name) => teachers.GetValueOrDefault(name);

    /// <summary>Loads and probes every teacher. The first that fails ends the start.</summary>
    public void Load()
    {
        var loaded = new List<ServedTeacher>();
        try
        {
            foreach (var folder in folders)
                loaded.Add(Load(folder));
        }
        catch
        {
            loaded.ForEach(teacher => teacher.Dispose());
            throw;
        }
        teachers = loaded.ToFrozenDictionary(teacher => teacher.Name, StringComparer.Ordinal);
    }

    public void Dispose()
    {
        foreach (var teacher in teachers.Values)
            teacher.Dispose();
    }

    private ServedTeacher Load(TeacherFolder folder)
    {
        var model = TeacherModel.Load(folder, new InferenceOptions { Device = options.Device, Threads = options.Threads });
        ITeacherRunner[] runners = [.. Enumerable.Range(0, options.Scheduling.Runners).Select(_ => model.CreateRunner(options.MaxBatch))];
        var batcher = new Batcher(model.Name, runners, options.MaxQueuedImages, options.Scheduling, metrics, loggers.CreateLogger<Batcher>());
        LogLoaded(logger, model.Name, model.Sha256, model.DeviceInUse);
        if (model.DeviceReason is { } reason)
            LogFallback(options.Device == Device.Cuda ? LogLevel.Warning : LogLevel.Information, model.Name, reason);
        return new ServedTeacher(model, batcher, TeacherDescription.Of(model, options));
    }

    [LoggerMessage(10, LogLevel.Information, "Teacher {Name}: sha256 {Sha256}, on {Device}")]
    private static partial void LogLoaded(ILogger logger, string name, string sha256, Device device);

    [LoggerMessage(EventId = 11, Message = "Teacher {Name} runs on the CPU: {Reason}")]
    private partial void LogFallback(LogLevel level, string name, string reason);
}
