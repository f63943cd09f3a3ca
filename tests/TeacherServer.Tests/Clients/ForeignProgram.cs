using System.Diagnostics;

namespace Rrm.TeacherServer.Tests.Clients;

/// <summary>A program in another language, that talks to the server.</summary>
internal static class ForeignProgram
{
    public const string Python = "/usr/bin/python3";

    /// <summary>The checkout that these tests were built from.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>Runs it to its end. Its exit code is 127 when there is no such program.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(string program, string[] arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? Root };
        // No compiled copies beside the sources.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (127, "");
        }
        using (process)
        {
            try
            {
                var (output, errors) = (process!.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
                await process.WaitForExitAsync().InTime();
                return (process.ExitCode, await output.InTime() + await errors.InTime());
            }
            finally
            {
                if (!process!.HasExited)
                    process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>Fails, with what the program said, unless it ended well.</summary>
    public static async Task<string> SucceedAsync(string program, string[] arguments, string? folder = null, params (string Name, string Value)[] environment)
    {
        var (exitCode, said) = await RunAsync(program, arguments, folder, environment);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{said}");
        return said;
    }

    /// <summary>Skips the test where Python lacks modules.</summary>
    public static async Task RequirePythonAsync(string modules, string packages)
    {
        var (exitCode, _) = await RunAsync(Python, ["-c", $"import {modules}"]);
        Assert.SkipWhen(exitCode != 0, $"{Python} has not all of {modules}; apt-get install {packages}");
    }

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Rrm.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!);
}
