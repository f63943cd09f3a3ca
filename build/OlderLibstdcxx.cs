using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Writes a copy of TorchSharp's native library that a libstdc++ older than GCC 13's can load.
/// Why, and what the two edits mean: docs/decisions/0001-libstdcxx.md.
/// </summary>
public sealed class OlderLibstdcxx : Task
{
    private const string KnownSource = "cf33b1b0bb6bbb9754a768fb5c5d04d9f498603be50e73f55621a0b40ee608b8";
    private const string KnownResult = "1d0c51048d4fb6e99a760c6d5cee771d0355da3f7d0b0404743efffa6f608ebb";

    // In .dynstr: the name of the one symbol at fault becomes that of the older function that does the same work.
    private const int SymbolName = 0x167b5;
    private static readonly byte[] OldSymbol = Encoding.ASCII.GetBytes("_ZNSt8ios_base4InitC1Ev\0\0\0\0\0\0");

    // In .gnu.version_r: the needed version GLIBCXX_3.4.32 (hash, flags, index, name) becomes a second GLIBCXX_3.4.
    private const int NeededVersion = 0x3fa30;
    private static readonly byte[] OldVersion = { 0x74, 0x29, 0x92, 0x08, 0, 0, 18, 0, 0xaf, 0x77, 0x02, 0 };

    /// <summary>The library in the package cache. It is only read.</summary>
    [Required]
    public string Source { get; set; } = "";

    /// <summary>Where the rewritten copy goes.</summary>
    [Required]
    public string Destination { get; set; } = "";

    /// <summary>Rewrite although this machine would not need it: for outputs that travel.</summary>
    public bool Always { get; set; }

    /// <summary>The file to copy to the output: the destination, or the source where nothing is to be done.</summary>
    [Output]
    public string Result { get; set; } = "";

    public override bool Execute()
    {
        Result = Source;
        if (!Always && HostHasNewSymbol()) return true;

        var library = File.ReadAllBytes(Source);
        var found = Sha256(library);
        if (found != KnownSource)
        {
            Log.LogWarning(null, "RRM0001", null, Source, 0, 0, 0, 0,
                "this libLibTorchSharp.so has SHA-256 " + found + ", but build/OlderLibstdcxx.cs only knows how to rewrite " + KnownSource +
                ". It is used as it is, and TorchSharp will not load if it needs GLIBCXX_3.4.32 and libstdc++.so.6 lacks it. " +
                "Use the TorchSharp version of Directory.Packages.props, or install the libstdc++ of GCC 13 or newer.");
            return true;
        }

        OldSymbol.CopyTo(library, SymbolName);
        OldVersion.CopyTo(library, NeededVersion);
        var made = Sha256(library);
        if (made != KnownResult) throw new InvalidDataException("the rewritten library has SHA-256 " + made + ", expected " + KnownResult);
        if (!File.Exists(Destination) || Sha256(File.ReadAllBytes(Destination)) != KnownResult) WriteWhole(library);
        Result = Destination;
        return true;
    }

    // A temporary name and a rename: nobody sees half a file, and no file that shares an inode with the old one changes.
    private void WriteWhole(byte[] library)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination))!);
        var temporary = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, library);
        if (File.Exists(Destination)) File.Replace(temporary, Destination, null);
        else File.Move(temporary, Destination);
        Log.LogMessage(MessageImportance.High, "rewrote a copy of libLibTorchSharp.so for a libstdc++ older than GCC 13's: {0}", Destination);
    }

    private static string Sha256(byte[] bytes)
    {
        using var algorithm = SHA256.Create();
        return BitConverter.ToString(algorithm.ComputeHash(bytes)).Replace("-", "").ToLowerInvariant();
    }

    // Asks the loader itself: resolves the symbol without calling it.
    private static bool HostHasNewSymbol()
    {
        try
        {
            Marshal.Prelink(typeof(OlderLibstdcxx).GetMethod(nameof(InitializeStreams)));
            return true;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libstdc++.so.6", EntryPoint = "_ZSt21ios_base_library_initv")]
    public static extern void InitializeStreams();
}
