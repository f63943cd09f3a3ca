using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>
/// A teacher folder as ONNX Runtime sessions, one per device: hash and signature checked, tried on the probe images, ready to compute.
/// Thread-safe; batches are computed by runners, one per thread.
/// </summary>
public sealed class TeacherModel : IDisposable
{
    private readonly OpenedSessions opened;
    private bool disposed;

    private TeacherModel(TeacherFolder folder, OpenedSessions opened)
    {
        Folder = folder;
        this.opened = opened;
        Devices = [.. opened.All.Select(session => session.InUse)];
    }

    public TeacherFolder Folder { get; }

    public string Name => Folder.Name;

    public TeacherManifest Manifest => Folder.Manifest;

    /// <summary>Lower-case hex SHA-256 of the model file that was loaded: the teacher's identity.</summary>
    public string Sha256 => Manifest.Sha256.ToLowerInvariant();

    /// <summary>The devices that compute: the CPU, or GPUs.</summary>
    public IReadOnlyList<Device> Devices { get; }

    /// <summary>The first of them; all are of one kind.</summary>
    public Device DeviceInUse => Devices[0];

    /// <summary>Why a device is not in use although it was asked for or preferred; null when the wish was met.</summary>
    public string? DeviceReason => opened.Reason;

    /// <summary>Loads a teacher folder. Throws <see cref="RrmException"/> with what is wrong with it.</summary>
    public static TeacherModel Load(string path, InferenceOptions? options = null) => Load(TeacherFolder.Read(path), options);

    /// <inheritdoc cref="Load(string, InferenceOptions?)"/>
    public static TeacherModel Load(TeacherFolder folder, InferenceOptions? options = null)
    {
        var model = new TeacherModel(folder, Open(folder, options ?? new()));
        try
        {
            foreach (var session in model.opened.All)
            {
                ModelSignature.Check(folder, session.Session);
                var (representation, logits) = model.Probe(session);
                if (folder.Manifest.Golden is { } golden)
                    GoldenCheck.Require(folder, session.InUse, golden, representation, logits);
            }
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Buffers and bindings for batches of up to <paramref name="capacity"/> images on the first device, warmed up.</summary>
    public TeacherRunner CreateRunner(int capacity = 256) => CreateRunner(opened.All[0], capacity);

    /// <summary>The same on every device.</summary>
    public IReadOnlyList<ITeacherRunner> CreateRunners(int capacity, int perDevice = 1)
    {
        var runners = new List<ITeacherRunner>();
        try
        {
            foreach (var session in opened.All)
            {
                for (var index = 0; index < perDevice; index++)
                    runners.Add(CreateRunner(session, capacity));
            }
            return runners;
        }
        catch
        {
            runners.ForEach(runner => runner.Dispose());
            throw;
        }
    }

    /// <summary>A runner that pads its batches although its device does not need that.</summary>
    internal TeacherRunner CreatePaddingRunner(int capacity) => new(Manifest, opened.All[0], capacity, padded: true);

    /// <summary>What the manifest should state as <see cref="TeacherManifest.Golden"/>: the answers to the probe images, as the first device gives them.</summary>
    public GoldenVectors ComputeGolden()
    {
        var (representation, logits) = Probe(opened.All[0]);
        return GoldenVectors.Of(representation, logits, Manifest.Precision);
    }

    /// <summary>Dispose runners first.</summary>
    public void Dispose()
    {
        disposed = true;
        opened.Dispose();
    }

    private static OpenedSessions Open(TeacherFolder folder, InferenceOptions options)
    {
        RealPath.RequireInside(folder.Path, folder.ModelPath);
        // Read once: the bytes that are hashed are the bytes that run.
        var bytes = File.ReadAllBytes(folder.ModelPath);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != folder.Manifest.Sha256.ToLowerInvariant())
            throw new RrmException($"'{folder.ModelPath}' does not have the SHA-256 that {TeacherFolder.ManifestFile} states. Export the teacher again.");
        try
        {
            return SessionFactory.Open(bytes, folder.Manifest, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new RrmException($"'{folder.ModelPath}' is not a model that ONNX Runtime can load: {FirstLine(problem)}", problem);
        }
    }

    private TeacherRunner CreateRunner(OpenedSession session, int capacity)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var runner = new TeacherRunner(Manifest, session, capacity);
        try
        {
            runner.WarmUp();
            return runner;
        }
        catch (OnnxRuntimeException problem)
        {
            runner.Dispose();
            throw new RrmException($"'{Folder.ModelPath}' failed on batches of up to {capacity} images: {FirstLine(problem)}. If memory is short, give a smaller --max-batch.", problem);
        }
    }

    // A first run allocates and tunes; the probe images through the whole network must come out finite and in the stated shapes.
    private (float[] Representation, float[] Logits) Probe(OpenedSession session)
    {
        var (representation, logits) = (new float[ProbeImages.Count * Manifest.RepresentationWidth], new float[ProbeImages.Count * Manifest.Classes]);
        try
        {
            using var runner = new TeacherRunner(Manifest, session, ProbeImages.Count);
            runner.Run(ProbeImages.Of(Manifest.Input), ProbeImages.Count, representation, logits);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new RrmException($"'{Folder.ModelPath}' failed on a probe batch: {FirstLine(problem)}", problem);
        }
        if (Pixels.IndexOfNonFinite(representation) >= 0 || Pixels.IndexOfNonFinite(logits) >= 0)
            throw new RrmException($"'{Folder.ModelPath}' gives NaN or infinite outputs for an ordinary image. The checkpoint it came from is probably damaged: export another.");
        return (representation, logits);
    }

    private static string FirstLine(Exception problem) => problem.Message.Split('\n', 2)[0].Trim();
}
