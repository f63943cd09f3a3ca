using System.Net;
using System.Net.Sockets;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.OnnxExport;

namespace Rrm.EndToEnd.Tests.Clients;

/// <summary>A service with one small teacher.</summary>
public sealed class ServedTeacher : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private ChildProcess? service;

    internal string this[string path] => folder[path];

    internal string Endpoint { get; private set; } = "";

    internal string Folder => folder.Path;

    public async ValueTask InitializeAsync()
    {
        TeacherExporter.Export(Goldens.Checkpoint("dnn"), folder["models/teacher"]);
        var url = $"http://127.0.0.1:{FreePort()}";
        service = ChildProcess.TeacherServer(Folder, folder["models"], url);
        await service.SaysAsync(" Ready");
        Endpoint = $"{url}/teacher";
    }

    public ValueTask DisposeAsync()
    {
        service?.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
