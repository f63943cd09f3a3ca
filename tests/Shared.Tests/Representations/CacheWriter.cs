using System.Diagnostics;
using System.Runtime.CompilerServices;
using Rrm.Representations;

namespace Rrm.Shared.Tests.Representations;

/// <summary>These tests' own program as another process that fills a cache file until it is done, killed, or out of room.</summary>
internal static class CacheWriter
{
    private const string Variable = "RRM_TESTS_CACHE_FILE";

    private static string Program => typeof(CacheWriter).Assembly.Location;

    /// <summary>A process that writes; it says so on its first line.</summary>
    public static Process Start(string path) => Start(path, "dotnet", Program);

    /// <summary>The same on a disk of its own that holds so many kilobytes.</summary>
    public static Process StartOnASmallDisk(string folder, int kilobytes) => Start(
        Path.Combine(folder, "cache"), "unshare", "-rm", "bash", "-c", $"mount -t tmpfs -o size={kilobytes}k tmpfs '{folder}' && exec dotnet '{Program}'");

    private static Process Start(string path, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, Environment = { [Variable] = path } };
        return Process.Start(start)!;
    }

    // Before the test framework, which then never begins.
    [ModuleInitializer]
    internal static void WriteInstead()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } path) Environment.Exit(Write(path));
    }

    private static int Write(string path)
    {
        using var file = RepresentationFile.Open(path, CacheFiles.Identity);
        Console.WriteLine("writing");
        var slots = Enumerable.Range(0, (int)CacheFiles.Identity.Slots).ToArray();
        new Random(Environment.ProcessId).Shuffle(slots);
        var row = new float[CacheFiles.Width];
        try
        {
            foreach (var slot in slots)
            {
                if (!file.TryRead(slot, row) && !file.TryStore(slot, CacheFiles.Values(slot))) return 2;
            }

            return 0;
        }
        catch (IOException problem)
        {
            Console.WriteLine($"{problem.Message} {CacheFiles.AssertRight(file).Count}");
            return 1;
        }
    }
}
