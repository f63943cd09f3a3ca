using System.Collections;

namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>The configuration of one start: what holds, where it came from, and everything that is wrong with it.</summary>
internal sealed class ServerSettings
{
    private readonly OptionsBinder binder = new();

    private ServerSettings(IReadOnlyList<Layer> layers, IEnumerable<string> problems)
    {
        Options = binder.Bind<ServerOptions>(layers);
        Problems = [.. problems, .. layers.SelectMany(layer => layer.Problems), .. binder.Problems, .. Options.Problems().Select(WithSource)];
    }

    public ServerOptions Options { get; }

    /// <summary>As sentences that name the key, what was found, what was expected, and in brackets where it came from.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Flags win over variables, and variables over the file.</summary>
    /// <param name="flags">From the command line.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="file">A file that must exist; or null, for <see cref="SettingsFile.DefaultName"/> in the folder if it is there.</param>
    /// <param name="folder">Where the program is. Not the working directory: what lies there by accident is not ours.</param>
    public static ServerSettings Read(Layer flags, IDictionary variables, string? file, string folder)
    {
        var layers = new List<Layer> { flags, EnvironmentVariables.Read(variables) };
        var beside = Path.Combine(folder, SettingsFile.DefaultName);
        try
        {
            if (file is not null || File.Exists(beside))
                layers.Add(SettingsFile.Read(file ?? beside));
        }
        catch (RrmException problem)
        {
            return new(layers, [problem.Message]);
        }
        return new(layers, []);
    }

    /// <summary>Flags, a variable, a file, or "default".</summary>
    public string SourceOf(string key) => binder.Sources.GetValueOrDefault(key, "default");

    private string WithSource(string problem)
    {
        var key = OptionKey.All.Select(key => key.Name).Concat(binder.Sources.Keys)
            .Where(name => problem.StartsWith($"{name} ", StringComparison.Ordinal))
            .MaxBy(name => name.Length);
        return key is null ? problem : $"{problem} [{SourceOf(key)}]";
    }
}
