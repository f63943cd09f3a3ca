using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;

namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>A client of gRPC that sends any bytes: HTTP/2 alone, so that no library sets them right.</summary>
internal sealed class WireClient(string address) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }) { BaseAddress = new Uri(address) };

    /// <summary>The status with which the call ends, its detail, and the answer's bytes.</summary>
    public async Task<(StatusCode Code, string Detail, byte[] Body)> SendAsync(WireCase request)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, request.Method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(request.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/grpc") } },
        };
        message.Headers.TE.Add(new("trailers"));
        if (request.Encoding.Length > 0)
            message.Headers.Add("grpc-encoding", request.Encoding);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
        var body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (Enum.Parse<StatusCode>(Entry(response, "grpc-status") ?? "2"), Uri.UnescapeDataString(Entry(response, "grpc-message") ?? ""), body);
    }

    public void Dispose() => http.Dispose();

    // An answer without a message has its trailers in the place of headers.
    private static string? Entry(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var trailers) ? trailers.First() : response.Headers.TryGetValues(name, out var headers) ? headers.First() : null;
}
