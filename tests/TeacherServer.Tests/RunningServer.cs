using System.Net.Sockets;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Rrm.Protocol.V1;
using Rrm.Tests;
using Rrm.TeacherServer.Hosting;
using Rrm.TeacherServer.Repository;

namespace Rrm.TeacherServer.Tests;

/// <summary>The real server in this process, on a Unix socket of its own, with clients.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryTeachers teachers;
    private readonly string socket;
    private readonly TeacherHost host;
    private readonly List<GrpcChannel> channels = [];

    private RunningServer(TemporaryTeachers teachers, string socket, TeacherHost host, ErrorLog log)
    {
        (this.teachers, this.socket, this.host, Log) = (teachers, socket, host, log);
        Client = new(Connect());
        Health = new(Connect());
    }

    public ErrorLog Log { get; }

    public TeacherService.TeacherServiceClient Client { get; }

    public Health.HealthClient Health { get; }

    public Lifecycle Lifecycle => host.Services.GetRequiredService<Lifecycle>();

    public TeacherRepository Repository => host.Services.GetRequiredService<TeacherRepository>();

    public RepositoryUpdate Update => host.Services.GetRequiredService<RepositoryUpdate>();

    public TemporaryTeachers Teachers => teachers;

    public static async Task<RunningServer> StartAsync(Func<ServerOptions, ServerOptions>? change = null, params string[] names)
    {
        var teachers = new TemporaryTeachers(names.Length > 0 ? names : ["dnn"]);
        var socket = Path.Combine(teachers.Path, "s.sock");
        var log = new ErrorLog();
        var options = new ServerOptions { Models = teachers.Path, Urls = [$"http://unix:{socket}"], Verbose = true };
        var host = TeacherHost.Create(change?.Invoke(options) ?? options, builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(log);
        });
        await host.StartAsync().InTime();
        return new(teachers, socket, host, log);
    }

    /// <summary>A connection of its own.</summary>
    public GrpcChannel Connect()
    {
        var channel = GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellation) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            },
            MaxReceiveMessageSize = null,
            DisposeHttpClient = true,
        });
        channels.Add(channel);
        return channel;
    }

    public Task DrainAsync() => host.DrainAsync().InTime();

    public async ValueTask DisposeAsync()
    {
        channels.ForEach(channel => channel.Dispose());
        await host.DisposeAsync().AsTask().InTime();
        teachers.Dispose();
        Log.AssertNothingUnannounced();
    }
}
