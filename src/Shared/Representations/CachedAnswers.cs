namespace Rrm.Representations;

/// <summary>What is known of a teacher's answers to the views of one space: one output, or several that are known only together. Thread-safe.</summary>
/// <param name="outputs">A file for each.</param>
public sealed class CachedAnswers(IReadOnlyList<RepresentationFile> outputs)
{
    /// <summary>A file for each output.</summary>
    public IReadOnlyList<RepresentationFile> Outputs => outputs;

    /// <summary>Rows for so many answers, an array for each output.</summary>
    public float[][] Rows(int count) => [.. outputs.Select(output => GC.AllocateUninitializedArray<float>(checked(count * output.Identity.Width)))];

    /// <summary>Fills the rows of the items that are known.</summary>
    /// <param name="slots">Each item's record.</param>
    /// <param name="items">Which of them to look up.</param>
    /// <param name="rows">[items, width] for each output.</param>
    /// <returns>The items that are not known, in the same order.</returns>
    public List<int> Read(long[] slots, IEnumerable<int> items, float[][] rows)
    {
        var missing = new List<int>();
        foreach (var item in items)
        {
            for (var output = 0; output < outputs.Count; output++)
            {
                if (outputs[output].TryRead(slots[item], Row(rows, output, item))) continue;
                missing.Add(item);
                break;
            }
        }

        return missing;
    }

    /// <summary>Stores the rows of some items. The rows become what a reader will get, whether or not they could be stored.</summary>
    /// <param name="slots">Each item's record.</param>
    /// <param name="items">Which of them to store.</param>
    /// <param name="rows">[items, width] for each output.</param>
    /// <returns>False where another process writes these files, or this one may not.</returns>
    /// <exception cref="IOException">The disk is full, or broken.</exception>
    public bool Store(long[] slots, IReadOnlyList<int> items, float[][] rows)
    {
        for (var output = 0; output < outputs.Count; output++)
        {
            foreach (var item in items) outputs[output].Round(Row(rows, output, item));
        }

        var stored = true;
        for (var output = 0; output < outputs.Count; output++)
        {
            foreach (var item in items) stored = stored && outputs[output].TryStore(slots[item], Row(rows, output, item));
        }

        return stored;
    }

    private Span<float> Row(float[][] rows, int output, int item)
    {
        var width = outputs[output].Identity.Width;
        return rows[output].AsSpan(item * width, width);
    }
}
