using System.Globalization;

namespace Rrm.StudentTrainer.LoadTests;

/// <summary>Resident memory of a process over a load test, in MiB.</summary>
internal sealed record LoadMemory(double First, double Last, double Most)
{
    private const string Key = "VmRSS:";

    /// <summary>Now; null where there is no such process, or no /proc.</summary>
    public static double? Of(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith(Key, StringComparison.Ordinal));
            return line is null ? null : double.Parse(line[Key.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture) / 1024;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public LoadMemory Then(double now) => this with { Last = now, Most = Math.Max(Most, now) };
}
