using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Rrm.TeacherServer.Security;

/// <summary>The clients of this server, as they are known now.</summary>
internal sealed class ClientDirectory : IReloaded
{
    /// <summary>Who only asks after health: it may use nothing.</summary>
    public static readonly Caller Nobody = new("", MaxImagesInFlight: 0) { Teachers = FrozenSet<string>.Empty };

    // Kept when a file changes, so that a client's calls before and after count as one client's.
    private readonly ConcurrentDictionary<string, Caller> callers = new(StringComparer.Ordinal);
    private readonly SecurityOptions options;
    private readonly ReloadedFiles<Credentials> files;

    /// <exception cref="RrmException">A file holds something else than it should.</exception>
    public ClientDirectory(SecurityOptions options)
    {
        this.options = options;
        files = new("list of clients", [options.Tokens, options.ClientCertificates, options.ClientAuthorities], contents => new(options, CallerOf, contents));
    }

    /// <summary>Clients with a configuration that no token or certificate lets in, so that it holds for nobody: a mistyped name, or a line that is missing.</summary>
    public IEnumerable<string> Unproven => options.Clients.Keys.Where(name => !callers.ContainsKey(name)).Order(StringComparer.Ordinal);

    public string What => files.What;

    public Credentials Current => files.Current;

    public bool Reload() => files.Reload();

    private Caller CallerOf(string name) => callers.GetOrAdd(name, _ =>
    {
        var client = options.Clients.GetValueOrDefault(name) ?? new();
        return new(name, client.MaxImagesInFlight ?? options.MaxImagesInFlight ?? int.MaxValue)
        {
            IsAuthenticated = true,
            Teachers = client.Teachers?.ToFrozenSet(StringComparer.Ordinal),
        };
    });
}
