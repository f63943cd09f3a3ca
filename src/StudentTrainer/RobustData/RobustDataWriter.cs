using System.Runtime.InteropServices;
using Rrm.Checkpoints;
using Rrm.Images;
using Rrm.StudentTrainer.Runs;

namespace Rrm.StudentTrainer.RobustData;

/// <summary>
/// A robust data set in the making: images.npy grows by whole batches, progress.json follows once a batch is on the disk; labels and manifest
/// come at the end. Killed at any moment, it goes on from the last whole batch.
/// </summary>
internal sealed class RobustDataWriter : IDisposable
{
    private const string ProgressFile = "progress.json";

    private readonly string path;
    private readonly ImageSet source;
    private readonly byte[] header;
    private readonly IDisposable held;
    private readonly FileStream file;
    private RobustDataProgress progress;

    private RobustDataWriter(string path, RobustDataProgress progress, ImageSet source, IDisposable held)
    {
        (this.path, this.progress, this.source, this.held) = (path, progress, source, held);
        header = RobustDataFolder.ImagesHeader(source.Count, source.Shape);
        file = new FileStream(Path.Combine(path, RobustDataFolder.ImagesFile), FileMode.OpenOrCreate, FileAccess.Write);
        file.SetLength(header.Length + (long)progress.Images * source.Shape.Elements);
        file.Write(header);
        file.Position = file.Length;
    }

    /// <summary>Images made so far.</summary>
    public int Images => progress.Images;

    /// <summary>Starts in a new or empty folder, or goes on in one that was started with the same options. Holds the folder until it is disposed.</summary>
    public static RobustDataWriter Open(string path, RobustDataOptions options, ImageSet source, bool resume)
    {
        RefuseFinished(path);
        var held = FolderLock.Claim(path, "robust data set", ProgressFile);
        try
        {
            RefuseFinished(path); // by another process, meanwhile
            return new(path, Begin(path, options, resume), source, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Append(RobustImages images)
    {
        file.Write(images.Pixels);
        file.Flush(flushToDisk: true);
        progress = progress with
        {
            Images = Images + images.Distances.Length,
            StartDistance = images.StartDistances.Aggregate(progress.StartDistance, (sum, distance) => sum + distance),
            Distance = images.Distances.Aggregate(progress.Distance, (sum, distance) => sum + distance),
        };
        AtomicFile.WriteJson(Path.Combine(path, ProgressFile), progress);
    }

    /// <summary>Makes the folder a data set.</summary>
    public RobustDataManifest Finish()
    {
        file.Dispose();
        var labels = new long[source.Count];
        for (var index = 0; index < labels.Length; index++)
            labels[index] = source.Label(index);
        AtomicFile.Write(Path.Combine(path, RobustDataFolder.LabelsFile), stream =>
        {
            stream.Write(RobustDataFolder.LabelsHeader(labels.Length));
            stream.Write(MemoryMarshal.AsBytes(labels.AsSpan()));
        });
        var manifest = new RobustDataManifest
        {
            Options = progress.Options,
            Count = source.Count,
            Shape = source.Shape,
            ClassNames = source.ClassNames,
            Rounding = "nearest",
            MeanStartDistance = progress.StartDistance / source.Count,
            MeanDistance = progress.Distance / source.Count,
            Files = new[] { RobustDataFolder.ImagesFile, RobustDataFolder.LabelsFile }.ToDictionary(name => name, name => TeacherFolder.HashOf(Path.Combine(path, name))),
            Versions = LibraryVersions.All,
            Commit = LibraryVersions.Commit,
        };
        AtomicFile.WriteJson(Path.Combine(path, RobustDataFolder.ManifestFile), manifest);
        File.Delete(Path.Combine(path, ProgressFile));
        return manifest;
    }

    public void Dispose()
    {
        file.Dispose();
        held.Dispose();
    }

    private static void RefuseFinished(string path)
    {
        if (RobustDataFolder.IsAt(path))
            throw new RrmException($"'{path}' holds a robust data set already. Give another --out.");
    }

    private static RobustDataProgress Begin(string path, RobustDataOptions options, bool resume)
    {
        var file = Path.Combine(path, ProgressFile);
        if (!File.Exists(file))
        {
            var start = new RobustDataProgress(options, 0, 0, 0);
            AtomicFile.WriteJson(file, start);
            return start;
        }
        if (!resume)
            throw new RrmException($"'{path}' holds an unfinished robust data set. Continue it with --resume, or give another --out.");
        var progress = JsonFormat.Read<RobustDataProgress>(file, "the progress of a robust data set");
        OptionDifferences.Refuse(path, "set", progress.Options, options);
        return progress;
    }
}
