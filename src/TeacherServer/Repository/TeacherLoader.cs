using Rrm.Checkpoints;
using Rrm.Inference;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Repository;

/// <summary>From a teacher's folder to a teacher that answers: loaded, checked, warmed up.</summary>
/// <param name="atStart">The folders that were there when the server was put together; they decided how large a message may be.</param>
/// <param name="options">Devices, batches, limits.</param>
/// <param name="metrics">For the batches.</param>
/// <param name="loggers">For the teacher and its batches.</param>
internal sealed partial class TeacherLoader(IReadOnlyList<TeacherFolder> atStart, ServerOptions options, ServerMetrics metrics, ILoggerFactory loggers)
{
    private readonly ILogger logger = loggers.CreateLogger<TeacherLoader>();
    private readonly InferenceOptions inference = new()
    {
        Devices = DeviceList.Parse(options.Device),
        Policy = options.Repository.Policy,
        Threads = options.Threads,
        MaxBatch = options.MaxBatch,
        GpuMemoryLimit = options.Repository.GpuMemoryLimit,
        TensorRt = options.Repository.TensorRt,
        TensorRtCache = options.Repository.TensorRtCache.Length > 0 ? options.Repository.TensorRtCache : null,
    };
    private readonly int maxMessageBytes = TeacherDescription.MaxMessageBytes(atStart.Select(folder => folder.Manifest.Input), options);

    /// <exception cref="RrmException">The teacher is not usable, or its device is not.</exception>
    public ServedTeacher Load(TeacherFolder folder)
    {
        var model = TeacherModel.Load(folder, inference);
        try
        {
            var description = TeacherDescription.Of(model, options, maxMessageBytes);
            if (description.MaxRequestImages == 0)
                throw new RrmException($"Teacher '{folder.Name}' takes images of {folder.Manifest.Input}, and no message is large enough for one: the server was started without such a teacher. Start it again.");
            var batcher = new Batcher(model.Name, model.CreateRunner(options.MaxBatch), options.MaxQueuedImages, metrics, loggers.CreateLogger<Batcher>());
            Tell(model);
            return new ServedTeacher(model, batcher, description);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private void Tell(TeacherModel model)
    {
        var (folder, devices) = (model.Folder, string.Join(" and ", model.Devices));
        LogLoaded(logger, folder.Name, folder.Version, model.Sha256, devices);
        if (model.DeviceReason is { } reason)
            LogFallback(inference.Device == Device.Auto ? LogLevel.Information : LogLevel.Warning, folder.Name, devices, reason);
        if (folder.Manifest.Golden is null)
            LogNoGolden(logger, folder.Name);
    }

    [LoggerMessage(10, LogLevel.Information, "Teacher {Name}, version {Version}: sha256 {Sha256}, on {Devices}")]
    private static partial void LogLoaded(ILogger logger, string name, int version, string sha256, string devices);

    [LoggerMessage(EventId = 11, Message = "Teacher {Name} runs on {Devices}: {Reason}")]
    private partial void LogFallback(LogLevel level, string name, string devices, string reason);

    [LoggerMessage(12, LogLevel.Information, "Teacher {Name} carries no golden vectors, so nobody knows whether it computes here what it computed where it was exported. 'onnx-export golden' adds them")]
    private static partial void LogNoGolden(ILogger logger, string name);
}
