namespace Rrm.Representations;

/// <summary>How the values of a record are stored.</summary>
public enum RecordFormat
{
    /// <summary>The very bits that the teacher said.</summary>
    Float32,

    /// <summary>Rounded to nearest, in half the space.</summary>
    Float16,
}
