namespace Rrm.TeacherServer.Tests;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Checkout
{
    private static string Root { get; } = FindRoot(new DirectoryInfo(AppContext.BaseDirectory));

    public static string PathOf(string name) => Path.Combine(Root, name);

    public static string Read(string name) => File.ReadAllText(PathOf(name));

    private static string FindRoot(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, "Rrm.sln"))
            ? folder.FullName
            : FindRoot(folder.Parent ?? throw new InvalidOperationException("These tests run from a checkout: no folder above has Rrm.sln."));
}
