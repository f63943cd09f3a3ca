namespace Rrm.Representations;

/// <summary>How the values of a record are stored.</summary>
public enum RecordFormat
{
    /// <summary>The very bits that the teacher said.</summary>
    Float32,

    /// <summary>Rounded to nearest, in half the space.</summary>
    Float16,
}

/// <summary>What a format does to values.</summary>
public static class RecordFormats
{
    /// <summary>Makes values what a reader of a record that holds them will get.</summary>
    public static void Round(this RecordFormat format, Span<float> values)
    {
        if (format == RecordFormat.Float32) return;
        foreach (ref var value in values) value = (float)(Half)value;
    }
}
