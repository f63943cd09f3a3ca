using System.Globalization;

namespace Rrm.Inference;

/// <summary>Where a teacher computes, in the words auto, cpu, cuda (the first GPU) and cuda:N.</summary>
public readonly record struct Device
{
    private const int LargestIndex = 255;

    private Device(DeviceKind kind, int index) => (Kind, Index) = (kind, index);

    /// <summary>The first GPU where CUDA works, else the CPU.</summary>
    public static Device Auto => default;

    public static Device Cpu { get; } = new(DeviceKind.Cpu, 0);

    /// <summary>The first GPU.</summary>
    public static Device Cuda { get; } = new(DeviceKind.Cuda, 0);

    public DeviceKind Kind { get; }

    /// <summary>Which of the GPUs, as CUDA counts them; 0 for the other kinds.</summary>
    public int Index { get; }

    /// <summary>Reads a word; false for any that is not one.</summary>
    public static bool TryParse(string word, out Device device)
    {
        var (kind, index) = word.Trim().ToLowerInvariant().Split(':', 2) switch
        {
            ["auto"] => (DeviceKind.Auto, 0),
            ["cpu"] => (DeviceKind.Cpu, 0),
            ["cuda"] => (DeviceKind.Cuda, 0),
            ["cuda", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) => (DeviceKind.Cuda, parsed),
            _ => (DeviceKind.Auto, -1),
        };
        device = index is >= 0 and <= LargestIndex ? new(kind, index) : default;
        return index is >= 0 and <= LargestIndex;
    }

    public override string ToString() => Kind == DeviceKind.Cuda ? $"cuda:{Index}" : Kind.ToString().ToLowerInvariant();
}
