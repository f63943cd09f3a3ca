using System.Security.Cryptography.X509Certificates;

namespace Rrm.Clients;

/// <summary>How a client reaches a teacher, how eager and how patient it is.</summary>
public sealed record TeacherClientOptions
{
    /// <summary>Environment variable that <see cref="Token"/> is read from.</summary>
    public const string TokenVariable = "RRM_TOKEN";

    /// <summary>Requests under way at once, at most. Overload halves what is really used, answers bring it back.</summary>
    public int Depth { get; init; } = 4;

    /// <summary>Time one call may take, retries and failovers included. <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: until it is cancelled. Less than a day.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Time one attempt may take: the deadline that the service sees. Null is a third of <see cref="Timeout"/>, or a minute where that has no end.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>Attempts of one call, at most; the time limits it before.</summary>
    public int MaxAttempts { get; init; } = int.MaxValue;

    /// <summary>First and longest pause between two attempts; pauses double and are jittered. What a service asks for by grpc-retry-pushback-ms goes first.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>See <see cref="FirstPause"/>.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Time an endpoint has at the start to say who it is, when another one answered already.</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An attempt that takes so many times the median is made a second time elsewhere; the first answer wins. 0: never.</summary>
    public double HedgeMultiple { get; init; } = 4;

    /// <summary>Second attempts over requests, at most, beyond a first few: what hedging may add to the load.</summary>
    public double HedgeShare { get; init; } = 0.1;

    /// <summary>Failures in a row after which an endpoint is left alone for a while, if there are others.</summary>
    public int BreakAfter { get; init; } = 3;

    /// <summary>How long it is left alone: first, then doubling up to <see cref="LongestBreak"/> while trying it once more fails.</summary>
    public TimeSpan FirstBreak { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>See <see cref="FirstBreak"/>.</summary>
    public TimeSpan LongestBreak { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Age at which the addresses of a dns:/// endpoint are looked up again.</summary>
    public TimeSpan DnsRefresh { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Hex SHA-256 that the teacher must have; null takes the one that the endpoints have at the start, and keeps to it.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bearer token; from the environment variable RRM_TOKEN unless given.</summary>
    public string? Token { get; init; } = Environment.GetEnvironmentVariable(TokenVariable) is { Length: > 0 } token ? token : null;

    /// <summary>Certificate with its private key by which the client proves who it is (mutual TLS).</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Authorities that vouch for the service; null takes those of the system.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    /// <summary>What the client calls itself where it proves nothing: the service shares fairly between names. Printable ASCII, 64 letters at most.</summary>
    public string ClientName { get; init; } = OwnName();

    /// <summary>What the answers are for; it weighs when the service is busy.</summary>
    public WorkClass Work { get; init; } = WorkClass.Train;

    /// <summary>Told when an endpoint stops or starts answering. Called from any thread.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>Whether a refusal for overload makes the depth smaller. Not where load is made to measure what a service does with it.</summary>
    internal bool AdaptsDepth { get; init; } = true;

    internal TimeSpan Attempt => AttemptTimeout ?? (Timeout == System.Threading.Timeout.InfiniteTimeSpan ? TimeSpan.FromMinutes(1) : Timeout / 3);

    /// <summary>Everything that is wrong.</summary>
    public IEnumerable<string> Problems()
    {
        if (Depth < 1)
            yield return $"Depth is {Depth}; expected at least 1";
        if (Timeout != System.Threading.Timeout.InfiniteTimeSpan && (Timeout < TimeSpan.FromMilliseconds(10) || Timeout > TimeSpan.FromDays(1)))
            yield return $"Timeout is {Timeout}; expected 10 ms to a day, or infinite";
        if (Attempt <= TimeSpan.Zero)
            yield return $"AttemptTimeout is {Attempt}; expected more than 0";
        if (MaxAttempts < 1)
            yield return $"MaxAttempts is {MaxAttempts}; expected at least 1";
        if (HedgeMultiple != 0 && HedgeMultiple < 1)
            yield return $"HedgeMultiple is {HedgeMultiple}; expected 0 or at least 1";
        if (HedgeShare is not (>= 0 and <= 1))
            yield return $"HedgeShare is {HedgeShare}; expected 0 to 1";
        if (BreakAfter < 1)
            yield return $"BreakAfter is {BreakAfter}; expected at least 1";
        if (ClientName.Length is 0 or > 64 || ClientName.Any(letter => letter is < ' ' or > '~'))
            yield return $"ClientName is '{ClientName}'; expected 1 to 64 printable ASCII letters";
    }

    /// <summary>Without the token.</summary>
    public override string ToString() => $"{nameof(TeacherClientOptions)} of {ClientName}";

    private static string OwnName()
    {
        var machine = string.Concat(Environment.MachineName.Where(char.IsAsciiLetterOrDigit));
        return $"{machine[..Math.Min(machine.Length, 48)]}-{Environment.ProcessId}";
    }
}
