namespace Rrm.Clients;

/// <summary>
/// Where a served teacher is: http(s)://host:port/NAME, unix:/path.sock/NAME, or dns:///host:port/NAME for every address that the host has
/// (dns+https:///… with TLS).
/// </summary>
public sealed record TeacherEndpoint
{
    private const string Expected = "http://host:port/NAME, https://host:port/NAME, dns:///host:port/NAME, dns+https:///host:port/NAME or unix:/path.sock/NAME";

    // Scheme of an address, and what stands in its place in the URI that is called.
    private static readonly (string Scheme, string Origin)[] Hosts = [("http://", "http://"), ("https://", "https://"), ("dns:///", "http://"), ("dns+https:///", "https://")];

    private TeacherEndpoint(string address, string teacher, Uri origin) => (Address, Teacher, Origin) = (address, teacher, origin);

    /// <summary>The address without the name.</summary>
    public string Address { get; }

    /// <summary>The teacher's name.</summary>
    public string Teacher { get; }

    /// <summary>Set for a Unix socket.</summary>
    public string? SocketPath { get; private init; }

    /// <summary>Whether the host stands for all of its addresses.</summary>
    public bool IsDns { get; private init; }

    /// <summary>What is called: scheme, host and port.</summary>
    internal Uri Origin { get; }

    /// <summary>Whether what goes there can be read on the way.</summary>
    internal bool IsInTheClear => SocketPath is null && Origin.Scheme == "http" && !Origin.IsLoopback;

    /// <summary>Whether a value names services rather than a folder.</summary>
    public static bool IsEndpoint(string value) => Starts(value, "unix:") || Starts(value, "dns:") || Hosts.Any(host => Starts(value, host.Scheme));

    /// <summary>One or more endpoints, separated by commas.</summary>
    /// <exception cref="RrmException">One of them is none.</exception>
    public static IReadOnlyList<TeacherEndpoint> ParseList(string values)
    {
        var endpoints = values.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
        return endpoints.Count > 0 ? endpoints : throw Bad(values);
    }

    /// <summary>As it was written.</summary>
    public override string ToString() => $"{Address}/{Teacher}";

    private static TeacherEndpoint Parse(string value)
    {
        var slash = value.LastIndexOf('/');
        var (address, name) = slash > 0 ? (value[..slash], value[(slash + 1)..]) : (value, "");
        if (name.Length > 0 && Starts(address, "unix:") && address.Length > "unix:".Length)
            return new(address, name, new("http://localhost")) { SocketPath = address["unix:".Length..] };
        foreach (var (scheme, origin) in Hosts.Where(host => Starts(address, host.Scheme)))
            if (name.Length > 0 && Uri.TryCreate(origin + address[scheme.Length..], UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, AbsolutePath: "/" })
                return new(address, name, uri) { IsDns = Starts(scheme, "dns") };
        throw Bad(value);
    }

    private static bool Starts(string value, string prefix) => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);

    private static RrmException Bad(string value) => new($"Teacher endpoint '{value}' is not one; expected {Expected}.");
}
