using System.Security.Cryptography;
using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>
/// A teacher folder as an ONNX Runtime session: hash and signature checked, tried on a probe, ready to compute.
/// Thread-safe; batches are computed by runners, one per thread.
/// </summary>
public sealed class TeacherModel : IDisposable
{
    private const int ProbeImages = 2;

    private readonly OpenedSession opened;

    private TeacherModel(TeacherFolder folder, OpenedSession opened)
    {
        Folder = folder;
        this.opened = opened;
    }

    public TeacherFolder Folder { get; }

    public string Name => Folder.Name;

    public TeacherManifest Manifest => Folder.Manifest;

    /// <summary>Lower-case hex SHA-256 of the model file that was loaded: the teacher's identity.</summary>
    public string Sha256 => Manifest.Sha256.ToLowerInvariant();

    /// <summary>The device that computes: <see cref="Device.Cpu"/> or <see cref="Device.Cuda"/>.</summary>
    public Device DeviceInUse => opened.InUse;

    /// <summary>Why CUDA is not in use although it was asked for or preferred; null when the wish was met.</summary>
    public string? DeviceReason => opened.Reason;

    internal InferenceSession Session => opened.Session;

    /// <summary>Loads a teacher folder. Throws <see cref="RrmException"/> with what is wrong with it.</summary>
    public static TeacherModel Load(string path, InferenceOptions? options = null) => Load(TeacherFolder.Read(path), options);

    /// <inheritdoc cref="Load(string, InferenceOptions?)"/>
    public static TeacherModel Load(TeacherFolder folder, InferenceOptions? options = null)
    {
        var model = new TeacherModel(folder, Open(folder, options ?? new()));
        try
        {
            ModelSignature.Check(folder, model.Session);
            model.Probe();
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Buffers and bindings for batches of up to <paramref name="capacity"/> images.</summary>
    public TeacherRunner CreateRunner(int capacity = 256) => new(this, capacity);

    /// <summary>Dispose runners first.</summary>
    public void Dispose() => opened.Session.Dispose();

    private static OpenedSession Open(TeacherFolder folder, InferenceOptions options)
    {
        RealPath.RequireInside(folder.Path, folder.ModelPath);
        // Read once: the bytes that are hashed are the bytes that run.
        var bytes = File.ReadAllBytes(folder.ModelPath);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != folder.Manifest.Sha256.ToLowerInvariant())
            throw new RrmException($"'{folder.ModelPath}' does not have the SHA-256 that {TeacherFolder.ManifestFile} states. Export the teacher again.");
        try
        {
            return SessionFactory.Open(bytes, options);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new RrmException($"'{folder.ModelPath}' is not a model that ONNX Runtime can load: {problem.Message.Split('\n', 2)[0].Trim()}", problem);
        }
    }

    // A first run allocates and tunes; a ramp of greys through the whole network must come out finite and in the stated shapes.
    private void Probe()
    {
        using var runner = CreateRunner(ProbeImages);
        var images = runner.Images(ProbeImages);
        for (var index = 0; index < images.Length; index++)
            images[index] = (float)index / images.Length;
        try
        {
            runner.Run(ProbeImages);
        }
        catch (OnnxRuntimeException problem)
        {
            throw new RrmException($"'{Folder.ModelPath}' failed on a probe batch: {problem.Message.Split('\n', 2)[0].Trim()}", problem);
        }
        if (Pixels.IndexOfNonFinite(runner.Representation(ProbeImages)) >= 0 || Pixels.IndexOfNonFinite(runner.Logits(ProbeImages)) >= 0)
            throw new RrmException($"'{Folder.ModelPath}' gives NaN or infinite outputs for an ordinary image. The checkpoint it came from is probably damaged: export another.");
    }
}
