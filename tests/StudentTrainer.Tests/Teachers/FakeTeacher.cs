using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rrm.Protocol.V1;
using WireShape = Rrm.Protocol.V1.ImageShape;

namespace Rrm.StudentTrainer.Tests.Teachers;

/// <summary>A teacher service in this process whose answers a test decides, over a real socket. Keeps what it was asked.</summary>
internal sealed class FakeTeacher : IAsyncDisposable
{
    public const int Width = 4;

    /// <summary>Channels, height and width of its images.</summary>
    public static readonly WireShape Input = new() { Channels = 3, Height = 8, Width = 8 };

    private readonly ConcurrentQueue<RepresentRequest> asked = new();
    private readonly ConcurrentDictionary<string, int> attempts = new();
    private readonly WebApplication application;
    private int inFlight, mostInFlight, arrivals;

    private FakeTeacher(string name, char identity, IPEndPoint place, X509Certificate2? certificate)
    {
        (Name, Sha256) = (name, new string(identity, 64));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(place, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (certificate is not null)
                listen.UseHttps(certificate, https =>
                {
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.AllowAnyClientCertificate();
                });
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        application = builder.Build();
        application.MapGrpcService<Service>();
    }

    public string Name { get; }

    /// <summary>Who it says it is; a pin on another is refused.</summary>
    public string Sha256 { get; set; }

    /// <summary>What it says that it computes on.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>How many images it says that it takes in a request; 0: it does not say.</summary>
    public int MaxRequestImages { get; set; }

    /// <summary>The answer to a call; right and at once unless a test says otherwise.</summary>
    public Func<FakeCall, Task<RepresentResponse>> Answer { get; set; } = call => Task.FromResult(call.Right());

    public string Endpoint => $"{application.Urls.Single()}/{Name}";

    public IReadOnlyCollection<RepresentRequest> Asked => asked;

    public int InFlight => Volatile.Read(ref inFlight);

    public int MostInFlight => Volatile.Read(ref mostInFlight);

    /// <summary>A service that answers.</summary>
    /// <param name="name">Its teacher's.</param>
    /// <param name="identity">What its teacher's sha256 consists of.</param>
    /// <param name="place">Where it listens; a free port unless given.</param>
    /// <param name="certificate">With it, the service speaks TLS and wants a certificate of its clients.</param>
    public static async Task<FakeTeacher> StartAsync(string name = "fake", char identity = 'a', IPEndPoint? place = null, X509Certificate2? certificate = null)
    {
        var teacher = new FakeTeacher(name, identity, place ?? new(IPAddress.Loopback, 0), certificate);
        await teacher.application.StartAsync().InTime();
        return teacher;
    }

    /// <summary>An answer for <see cref="Answer"/>: this status.</summary>
    public static Task<RepresentResponse> Fail(StatusCode status, string detail = "as the test wants", Metadata? trailers = null) => throw new RpcException(new Status(status, detail), trailers ?? []);

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(0);
        await application.StopAsync(atOnce.Token).InTime();
        await application.DisposeAsync().AsTask().InTime();
    }

    private async Task<RepresentResponse> AnswerAsync(RepresentRequest request, ServerCallContext context)
    {
        var sha256 = Sha256; // One identity for the whole call, even if the test changes it meanwhile.
        asked.Enqueue(request);
        var number = Interlocked.Increment(ref arrivals) - 1;
        var attempt = attempts.AddOrUpdate(Convert.ToHexString(SHA256.HashData((request.Images?.Pixels ?? request.References.ToByteString()).Span)), 1, (_, before) => before + 1);
        var now = Interlocked.Increment(ref inFlight);
        InterlockedMax(now);
        try
        {
            if (request.Teacher != Name)
                await Fail(StatusCode.NotFound, $"There is no teacher '{request.Teacher}'.");
            if (request.Sha256 != sha256)
                await Fail(StatusCode.FailedPrecondition, $"The pinned teacher is {request.Sha256}; this one is {sha256}.");
            return await Answer(new(number, attempt, request, sha256, context));
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }

    private void InterlockedMax(int value)
    {
        for (var known = MostInFlight; value > known; known = MostInFlight)
            Interlocked.CompareExchange(ref mostInFlight, value, known);
    }

    private sealed class Service(FakeTeacher teacher) : TeacherService.TeacherServiceBase
    {
        public override Task<Teacher> GetTeacher(GetTeacherRequest request, ServerCallContext context) => request.Name == teacher.Name
            ? Task.FromResult(new Teacher
            {
                Name = teacher.Name,
                Sha256 = teacher.Sha256,
                Architecture = "fake",
                Input = Input,
                RepresentationWidth = Width,
                Classes = 4,
                ClassNames = { "upper left", "upper right", "lower left", "lower right" },
                Device = teacher.Device,
                MaxRequestImages = teacher.MaxRequestImages,
            })
            : throw new RpcException(new Status(StatusCode.NotFound, $"There is no teacher '{request.Name}'."));

        public override Task<RepresentResponse> Represent(RepresentRequest request, ServerCallContext context) => teacher.AnswerAsync(request, context);
    }
}
