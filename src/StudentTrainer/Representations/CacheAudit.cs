using System.Runtime.InteropServices;
using Rrm.Images;
using Rrm.Representations;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Representations;

/// <summary>Compares a random sample of stored records with what the teacher says now, bit by bit.</summary>
/// <param name="teacher">Who is asked: both outputs, and not through the cache.</param>
/// <param name="cached">The same teacher with the cache.</param>
/// <param name="images">The images.</param>
/// <param name="plan">Which views.</param>
internal sealed class CacheAudit(ITeacher teacher, CachedTeacher cached, ImageSet images, ViewPlan plan)
{
    /// <summary>Recomputes up to so many records.</summary>
    /// <param name="most">Records at most.</param>
    /// <param name="random">Which.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <returns>How many were compared, of how many that are there; and a sentence for each that is wrong.</returns>
    public (int Compared, long Stored, IReadOnlyList<string> Wrong) Execute(int most, Random random, CancellationToken cancellation)
    {
        var (sample, stored) = Draw(most, random);
        var wrong = new List<string>();
        foreach (var space in sample.GroupBy(record => record.Space))
        {
            var records = space.ToLookup(record => record.Slot);
            var chunks = ViewPlan.Of(space.Key, records.Select(group => group.Key).Order()).ToList();
            foreach (var (lesson, chunk) in teacher.Follow(chunks.Select(chunk => chunk.Batch)).Zip(chunks))
            {
                cancellation.ThrowIfCancellationRequested();
                using (lesson)
                    for (var item = 0; item < chunk.Slots.Length; item++)
                        wrong.AddRange(records[chunk.Slots[item]].Select(record => Problem(record, lesson, item)).OfType<string>());
            }
        }
        return (sample.Count, stored, wrong);
    }

    // Each record with the same chance, however many there are (Vitter's algorithm R).
    private (List<StoredRecord> Sample, long Stored) Draw(int most, Random random)
    {
        var (sample, stored) = (new List<StoredRecord>(), 0L);
        foreach (var space in plan.Spaces(images))
        {
            foreach (var file in cached.AnswersTo(space).Outputs)
            {
                foreach (var slot in file.Marked())
                {
                    stored++;
                    if (sample.Count < most)
                        sample.Add(new(space, file, slot));
                    else if (random.NextInt64(stored) is var place && place < most)
                        sample[(int)place] = new(space, file, slot);
                }
            }
        }
        return (sample, stored);
    }

    private static string? Problem(StoredRecord record, Lesson lesson, int item)
    {
        var identity = record.File.Identity;
        var (expected, found) = (new float[identity.Width], new float[identity.Width]);
        using (var rows = (identity.Output == CachedOutput.Representation ? lesson.Representation! : lesson.Logits!).cpu())
            MemoryMarshal.Cast<byte, float>(rows.bytes).Slice(item * identity.Width, identity.Width).CopyTo(expected);
        record.File.Round(expected);
        var what = $"{identity.FileName}, record {record.Slot} (image {lesson.Batch.Indices[item]}, {Described(lesson.Batch.Views[item], lesson.Batch.Augmentation)})";
        if (!record.File.TryRead(record.Slot, found))
            return $"{what}: damaged; it will be asked again";
        var differing = expected.Zip(found).Count(pair => BitConverter.SingleToInt32Bits(pair.First) != BitConverter.SingleToInt32Bits(pair.Second));
        return differing == 0 ? null : $"{what}: {differing} of {identity.Width} values differ, by up to {expected.Zip(found, (one, other) => Math.Abs(one - other)).Max():G3}";
    }

    private static string Described(View view, Augmentation augmentation) =>
        augmentation.Views is null or 1 ? augmentation.Name : $"top {view.Top}, left {view.Left}{(view.Flip ? ", mirrored" : "")}";

    private sealed record StoredRecord(ImageBatch Space, RepresentationFile File, long Slot);
}
