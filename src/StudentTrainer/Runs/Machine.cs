using System.Runtime.InteropServices;

namespace Rrm.StudentTrainer.Runs;

/// <summary>Where numbers were made.</summary>
/// <param name="Processor">The processor's model.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="MemoryGib">Memory in GiB.</param>
/// <param name="System">Operating system.</param>
/// <param name="Device">What networks computed on.</param>
public sealed record Machine(string Processor, int Cores, int MemoryGib, string System, string Device)
{
    public static Machine Here(string device) => new(
        ProcessorName(), Environment.ProcessorCount, (int)Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30)), RuntimeInformation.OSDescription, device);

    public override string ToString() => $"{Processor}, {Cores} cores, {MemoryGib} GiB, {System}, {Device}";

    private static string ProcessorName()
    {
        const string linux = "/proc/cpuinfo";
        var line = File.Exists(linux) ? File.ReadLines(linux).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
