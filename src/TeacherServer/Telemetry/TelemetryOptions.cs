using Microsoft.AspNetCore.Http;

namespace Rrm.TeacherServer.Telemetry;

/// <summary>What the server tells of itself, and to whom.</summary>
internal sealed record TelemetryOptions
{
    private const int MostClients = 1000;

    /// <summary>
    /// Where the status page, /status.json, /metrics, /live and /ready are served over HTTP/1.1 in plaintext: a loopback or cluster address. None by default.
    /// To whom: see <see cref="Security.SecurityOptions.AnonymousTelemetry"/>.
    /// </summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    /// <summary>The collector that traces and metrics are sent to with OTLP over gRPC, such as http://127.0.0.1:4317. Empty: none are sent.</summary>
    public string OtlpEndpoint { get; init; } = "";

    /// <summary>Share, 0 to 1, of the traces that begin here and are sent. What a caller traces is sent as the caller decided.</summary>
    public double TraceRatio { get; init; } = 0.01;

    /// <summary>Clients that metrics and the status page tell apart by name; those beyond are counted together as "other".</summary>
    public int MaxClients { get; init; } = 32;

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var url in Urls.Where(url => !IsPlainHttp(url)))
            yield return $"Telemetry.Urls has '{url}'; expected http://127.0.0.1:PORT or another http address.";
        if (OtlpEndpoint.Length > 0 && !(Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"))
            yield return $"Telemetry.OtlpEndpoint is '{OtlpEndpoint}'; expected the collector's address, such as http://127.0.0.1:4317.";
        if (TraceRatio is not (>= 0 and <= 1))
            yield return $"Telemetry.TraceRatio is {TraceRatio}; expected 0 (none) to 1 (all).";
        if (MaxClients is < 1 or > MostClients)
            yield return $"Telemetry.MaxClients is {MaxClients}; expected 1 to {MostClients}.";
    }

    private static bool IsPlainHttp(string url)
    {
        try
        {
            return string.Equals(BindingAddress.Parse(url).Scheme, "http", StringComparison.OrdinalIgnoreCase);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
