using System.Diagnostics;
using System.Runtime.InteropServices;
using Rrm.Images;
using Rrm.Representations;
using Rrm.StudentTrainer.Training;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>
/// A teacher that remembers: answers come from a folder of cache files, and only images whose view is not there yet are asked of another teacher,
/// those of a batch at once, and stored. With float32 files a student learns bit for bit what it would learn without.
/// </summary>
/// <param name="inner">Who is asked; belongs to this teacher from here on.</param>
/// <param name="cache">Where answers are kept; belongs to this teacher from here on.</param>
/// <param name="format">How they are kept.</param>
/// <param name="needs">What lessons hold, and so what <paramref name="inner"/> answers.</param>
/// <param name="device">Where answers become tensors.</param>
/// <param name="notice">Told once when answers cannot be kept.</param>
public sealed class CachedTeacher(ITeacher inner, RepresentationCache cache, RecordFormat format, TeacherOutputs needs, Device device, Action<string> notice) : ITeacher
{
    // Looked up on another thread, so that the loop does not wait for a disk.
    private const int LookedUpAhead = 2;

    // After files could not be opened; until then every answer is asked.
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);

    private readonly TeacherIdentity teacher = inner.Identity ?? throw new ArgumentException("Nobody teaches, so there is nothing to keep.", nameof(inner));
    private long images, asked, lost;
    private (string Problem, long At)? unusable; // Of the thread that looks up alone.

    public TeacherIdentity Identity => teacher;

    public TimeSpan Waited => inner.Waited;

    public string? State => inner.State;

    /// <summary>Images that were answered so far.</summary>
    public long Images => images;

    /// <summary>Of these, images that the inner teacher was asked about.</summary>
    public long Asked => asked;

    /// <summary>Of these, images whose answers could not be stored: another process writes the same file, or the disk is full or broken.</summary>
    public long Lost => lost;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches)
    {
        var pending = new Queue<Lookup>();
        try
        {
            var missing = Prefetch.Ahead(batches.Select(LookUp), LookedUpAhead).Select(lookup =>
            {
                pending.Enqueue(lookup);
                return lookup.Missing;
            });
            foreach (var answer in inner.Follow(missing))
            {
                using (answer)
                    Complete(pending.Peek(), answer);
                var lesson = ToLesson(pending.Peek());
                pending.Dequeue(); // Only now: until here the batch is ours to give back.
                yield return lesson;
            }
        }
        finally
        {
            foreach (var lookup in pending)
                lookup.Batch.Dispose(); // What was missing went to the inner teacher, which knows whether it is still being sent.
        }
    }

    /// <summary>What is known of the answers to a batch's kind of views, for whoever wants to look at it otherwise.</summary>
    public CachedAnswers AnswersTo(ImageBatch batch) => cache.Open([.. Outputs().Select(output => IdentityOf(batch, output.Output, output.Width))]);

    /// <summary>Brings everything that was stored to the disk.</summary>
    public void Flush() => cache.Flush();

    public void Dispose()
    {
        inner.Dispose();
        cache.Dispose();
    }

    private Lookup LookUp(ImageBatch batch)
    {
        var answers = TryOpen(batch);
        var slots = ViewSpace.Of(batch.Augmentation, batch.Seed, batch.Epoch).Slots(batch.Indices, batch.ViewNumbers());
        float[][] rows = [.. Outputs().Select(output => GC.AllocateUninitializedArray<float>(checked(batch.Count * output.Width)))];
        var all = Enumerable.Range(0, batch.Count);
        var missing = answers?.Read(slots, all, rows) ?? [.. all];
        return new(batch, answers, unusable?.Problem, slots, rows, missing, batch.Take(missing));
    }

    // Null where the disk does not let files be made or opened: a cache that is lost costs time, and no run. A file that holds something else ends it.
    private CachedAnswers? TryOpen(ImageBatch batch)
    {
        if (unusable is { } last && Stopwatch.GetElapsedTime(last.At) < TryAgain)
            return null;
        unusable = null;
        try
        {
            return AnswersTo(batch);
        }
        catch (RrmException problem) when (problem.InnerException is IOException or UnauthorizedAccessException)
        {
            unusable = (problem.InnerException.Message, Stopwatch.GetTimestamp());
            return null;
        }
    }

    private void Complete(Lookup lookup, Lesson answer)
    {
        images += lookup.Batch.Count;
        if (lookup.Items.Count == 0)
            return;
        asked += lookup.Items.Count;
        var place = 0;
        if (needs.HasFlag(TeacherOutputs.Representation))
            lookup.Scatter(answer.Representation!, lookup.Rows[place++]);
        if (needs.HasFlag(TeacherOutputs.Logits))
            lookup.Scatter(answer.Logits!, lookup.Rows[place]);
        if (Store(lookup) is not { } problem)
            return;
        if (lost == 0)
            notice($"Answers of the teacher are not kept in '{cache.Folder}': {problem}");
        lost += lookup.Items.Count;
    }

    private string? Store(Lookup lookup)
    {
        if (lookup.Answers is null)
        {
            foreach (var rows in lookup.Rows)
                format.Round(rows);
            return lookup.Problem;
        }
        try
        {
            return lookup.Answers.Store(lookup.Slots, lookup.Items, lookup.Rows) ? null : "another process writes there, or this one may not.";
        }
        catch (IOException problem)
        {
            return problem.Message;
        }
    }

    private Lesson ToLesson(Lookup lookup)
    {
        var (count, place) = (lookup.Batch.Count, 0);
        return new(lookup.Batch, Rows(TeacherOutputs.Representation, teacher.RepresentationWidth), Rows(TeacherOutputs.Logits, teacher.ClassNames.Count));

        Tensor? Rows(TeacherOutputs output, int width) =>
            needs.HasFlag(output) ? BatchTensors.ToRows(MemoryMarshal.AsBytes(lookup.Rows[place++].AsSpan()), count, width, device) : null;
    }

    private IEnumerable<(CachedOutput Output, int Width)> Outputs()
    {
        if (needs.HasFlag(TeacherOutputs.Representation))
            yield return (CachedOutput.Representation, teacher.RepresentationWidth);
        if (needs.HasFlag(TeacherOutputs.Logits))
            yield return (CachedOutput.Logits, teacher.ClassNames.Count);
    }

    private CacheIdentity IdentityOf(ImageBatch batch, CachedOutput output, int width) => new()
    {
        TeacherSha256 = teacher.FunctionSha256,
        Output = output,
        Width = width,
        Format = format,
        Device = teacher.Device,
        Precision = teacher.Precision,
        DatasetSha256 = batch.Images.Identity,
        ImageCount = batch.Images.Count,
        Views = ViewSpace.Of(batch.Augmentation, batch.Seed, batch.Epoch),
    };

    /// <summary>A batch, what is known of it, and what is still to be asked.</summary>
    private sealed record Lookup(ImageBatch Batch, CachedAnswers? Answers, string? Problem, long[] Slots, float[][] Rows, IReadOnlyList<int> Items, ImageBatch Missing) : IDisposable
    {
        public void Dispose()
        {
            Missing.Dispose();
            Batch.Dispose();
        }

        public void Scatter(Tensor answers, float[] rows)
        {
            using var plain = answers.cpu();
            var values = MemoryMarshal.Cast<byte, float>(plain.bytes);
            var width = values.Length / Items.Count;
            for (var item = 0; item < Items.Count; item++)
                values.Slice(item * width, width).CopyTo(rows.AsSpan(Items[item] * width));
        }
    }
}
