namespace Rrm.TeacherServer.Security;

/// <summary>How much of the server strangers, clients by mistake, and slow connections can take.</summary>
internal sealed record LimitOptions
{
    private const int SmallestMessage = 1 << 16;
    private const int LargestMessage = 1 << 30;

    /// <summary>Bytes of pixels or outputs in one message. A message is read whole before it can be judged, so this bounds what one call may make the server hold.</summary>
    public int MaxMessageBytes { get; init; } = 64 << 20;

    /// <summary>Connections to each address; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 1000;

    /// <summary>Calls at once on one connection; clients wait with more, or open another connection.</summary>
    public int MaxStreamsPerConnection { get; init; } = 100;

    /// <summary>Calls at once over all clients; more are refused before their body is read. A stream counts as one while it is open.</summary>
    public int MaxRequests { get; init; } = 1024;

    /// <summary>Calls at once of one client; more are refused before their body is read.</summary>
    public int MaxRequestsPerClient { get; init; } = 256;

    /// <summary>Bytes of a request's headers, metadata and token included.</summary>
    public int MaxHeaderBytes { get; init; } = 16 << 10;

    /// <summary>Bytes a second below which a request that is being read is given up, after five seconds; 0 waits for ever. Streams may pause.</summary>
    public int MinBodyBytesPerSecond { get; init; } = 1024;

    /// <summary>Time for the TLS handshake of a connection.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxMessageBytes is < SmallestMessage or > LargestMessage)
            yield return $"Limits.MaxMessageBytes is {MaxMessageBytes}; expected {SmallestMessage} to {LargestMessage}.";
        foreach (var (key, value) in new[] { ("MaxConnections", MaxConnections), ("MaxStreamsPerConnection", MaxStreamsPerConnection), ("MaxRequests", MaxRequests), ("MaxRequestsPerClient", MaxRequestsPerClient) })
        {
            if (value < 1)
                yield return $"Limits.{key} is {value}; expected 1 or more.";
        }
        if (MaxHeaderBytes < 1024)
            yield return $"Limits.MaxHeaderBytes is {MaxHeaderBytes}; expected 1024 or more.";
        if (MinBodyBytesPerSecond < 0)
            yield return $"Limits.MinBodyBytesPerSecond is {MinBodyBytesPerSecond}; expected 0 (wait for ever) or more.";
        if (HandshakeTimeout <= TimeSpan.Zero)
            yield return $"Limits.HandshakeTimeout is {HandshakeTimeout}; expected a time, such as 10s.";
    }
}
