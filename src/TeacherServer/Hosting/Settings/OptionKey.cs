namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>One thing that can be configured.</summary>
/// <param name="Name">Sections and name with dots between; NAME stands for a name of the user's choice, N for a number from 0.</param>
/// <param name="Type">Of the value.</param>
/// <param name="Default">What holds where nobody says otherwise.</param>
/// <param name="IsSecret">Never to be printed.</param>
internal sealed record OptionKey(string Name, Type Type, object? Default, bool IsSecret)
{
    public static IReadOnlyList<OptionKey> All { get; } = [.. OptionShape.KeysOf(Activator.CreateInstance<ServerOptions>())];
}
