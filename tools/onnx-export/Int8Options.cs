using Rrm.Datasets;

namespace Rrm.OnnxExport;

/// <summary>What an int8 teacher is made and judged by.</summary>
/// <param name="Dataset">Training images give the ranges of activations; test images tell how close the teacher comes to its float32 form.</param>
public sealed record Int8Options(Dataset Dataset)
{
    /// <summary>Training images that ranges are taken from, at equal distances in the set; all where there are fewer.</summary>
    public int CalibrationImages { get; init; } = 512;

    /// <summary>Test images that fidelity is measured on, at equal distances in the set; all where there are fewer.</summary>
    public int TestImages { get; init; } = 1000;

    /// <summary>Told one line at each step that takes long.</summary>
    public Action<string> Progress { get; init; } = _ => { };
}
