namespace Rrm.Shared.Tests.Datasets;

/// <summary>Real pictures, which a checkout does not carry.</summary>
internal static class RealData
{
    /// <summary>A folder below the one that the environment variable RRM_DATA names; skips the test where it is absent.</summary>
    public static string FolderOrSkip(string name)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("RRM_DATA") ?? "", name);
        Assert.SkipUnless(Path.IsPathRooted(folder) && Directory.Exists(folder), $"RRM_DATA names no folder with {name} in it.");
        return folder;
    }
}
