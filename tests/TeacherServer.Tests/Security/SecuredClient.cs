using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Tests.Security;

/// <summary>A client with a connection of its own, a certificate or a token or neither.</summary>
internal sealed class SecuredClient : IDisposable
{
    private readonly GrpcChannel channel;
    private readonly Metadata headers = new();

    private SecuredClient(GrpcChannel channel, string? authorization)
    {
        this.channel = channel;
        if (authorization is not null)
            headers.Add("authorization", authorization);
    }

    public TeacherService.TeacherServiceClient Teachers => new(channel);

    public Health.HealthClient Health => new(channel);

    public CallOptions Options => new(headers);

    /// <summary>What the server showed when the last connection was made.</summary>
    public X509Certificate2? ServerCertificate { get; private set; }

    /// <summary>Over the server's Unix socket.</summary>
    public static SecuredClient Plain(RunningServer server, string? authorization = null) => new(server.Connect(), authorization);

    /// <summary>Over TLS. Any server is believed; the tests look at <see cref="ServerCertificate"/>.</summary>
    public static SecuredClient Tls(string url, X509Certificate2? certificate = null, string? authorization = null, SslProtocols protocols = SslProtocols.None)
    {
        SecuredClient? client = null;
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = protocols,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate!,
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                {
                    client!.ServerCertificate = X509CertificateLoader.LoadCertificate(shown!.GetRawCertData());
                    return true;
                },
            },
        };
        client = new(GrpcChannel.ForAddress(url, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true }), authorization);
        return client;
    }

    public Task<RepresentResponse> RepresentAsync(RepresentRequest request) => Teachers.RepresentAsync(request, Options).ResponseAsync.InTime();

    /// <summary>One call of every method of every service but health.</summary>
    public IEnumerable<(string Name, Func<Task> Call)> EveryCall(string teacher = "dnn") =>
    [
        ("ListTeachers", () => Teachers.ListTeachersAsync(new(), Options).ResponseAsync),
        ("GetTeacher", () => Teachers.GetTeacherAsync(new() { Name = teacher }, Options).ResponseAsync),
        ("Represent", () => Teachers.RepresentAsync(Requests.Bytes(1, teacher: teacher), Options).ResponseAsync),
        ("RepresentStream", () => Teachers.RepresentStream(Options).ResponseStream.MoveNext(default)),
        ("Reflection", () => new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(Options).ResponseStream.MoveNext(default)),
        ("no such method", () => channel.CreateCallInvoker().AsyncUnaryCall(
            new Method<string, string>(MethodType.Unary, "no.such.Service", "Nothing", Marshallers.StringMarshaller, Marshallers.StringMarshaller), null, Options, "").ResponseAsync),
    ];

    public void Dispose() => channel.Dispose();
}
