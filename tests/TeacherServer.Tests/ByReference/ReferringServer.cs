using System.Diagnostics.Metrics;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.Protocol.V1;
using Rrm.Representations;
using ImageBatch = Rrm.Images.ImageBatch;

namespace Rrm.TeacherServer.Tests.ByReference;

/// <summary>The real server with a data set that clients may refer to, perhaps with a cache; counts what it computes.</summary>
internal sealed class ReferringServer : IAsyncDisposable
{
    private const int Limit = 60;
    private readonly RunningServer server;
    private readonly MeterListener listener = new();
    private long computed;

    private ReferringServer(RunningServer server)
    {
        this.server = server;
        var meters = server.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "rrm.batch.images" && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, images, _, _) => Interlocked.Add(ref computed, images));
        listener.Start();
    }

    /// <summary>The client's own copy.</summary>
    public static Dataset Data { get; } = DatasetCatalog.Open(new DatasetRequest("shapes", Limit: Limit));

    public RunningServer Server => server;

    /// <summary>Images that the model computed.</summary>
    public long Computed => Interlocked.Read(ref computed);

    public static async Task<ReferringServer> StartAsync(string cache = "", RecordFormat format = RecordFormat.Float32, long reserve = 0, int maxFiles = 1000) => new(await RunningServer.StartAsync(options => options with
    {
        MaxRequestImages = 100,
        Datasets = new() { Sets = [new() { Name = "shapes", Limit = Limit }], CacheDirectory = cache, CacheFormat = format, CacheReserveBytes = reserve, CacheMaxFiles = maxFiles },
    }));

    public static RepresentRequest References(int[] indices, Augmentation augmentation, long seed = 0, int epoch = 0, bool numbered = false)
    {
        using var batch = new ImageBatch(Data.Train, indices, augmentation, seed, epoch);
        var references = new ImageReferences { DataSet = Data.Train.Identity, Augmentation = augmentation.Name };
        references.Indices.AddRange(indices.Select(index => (uint)index));
        if (numbered)
            references.Views.AddRange(batch.ViewNumbers()!.Select(number => (uint)number));
        else
            (references.Seed, references.Epoch) = (seed, epoch);
        return new() { Teacher = "dnn", References = references };
    }

    /// <summary>The same views, by value.</summary>
    public static RepresentRequest Pixels(int[] indices, Augmentation augmentation, long seed = 0, int epoch = 0)
    {
        using var batch = new ImageBatch(Data.Train, indices, augmentation, seed, epoch);
        var images = new Rrm.Protocol.V1.ImageBatch
        {
            Count = batch.Count,
            Shape = new() { Channels = batch.Shape.Channels, Height = batch.Shape.Height, Width = batch.Shape.Width },
            Format = batch.Shifts is null ? PixelFormat.Uint8 : PixelFormat.Float32,
            Pixels = ByteString.CopyFrom((batch.Shifts is null ? batch.Pixels : batch.FloatPixels).Span),
        };
        return new() { Teacher = "dnn", Images = images };
    }

    public Task<RepresentResponse> Represent(RepresentRequest request) => server.Client.RepresentAsync(request).ResponseAsync.InTime();

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await server.DisposeAsync();
    }
}
