using System.Diagnostics;
using Google.Protobuf;
using Grpc.Net.Client;
using Rrm.Architectures;
using Rrm.Clients;
using Rrm.Clients.Replicas;
using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.StudentTrainer.Quickstart;
using Rrm.StudentTrainer.Teachers;
using Client = Rrm.Protocol.V1.TeacherService.TeacherServiceClient;
using ImageBatch = Rrm.Protocol.V1.ImageBatch;
using ImageShape = Rrm.Protocol.V1.ImageShape;

namespace Rrm.Bench;

/// <summary>
/// What the wire, the batching and a second process cost: images a second through the service, over images a second from an ONNX Runtime
/// session called directly with the same batches. uint8 pixels in, float32 representation out; clients share the cores with the service.
/// </summary>
internal static class ServiceBenchmark
{
    private const int Rounds = 5;

    // Almost no arithmetic, but as wide an answer as the paper's teachers give: what is left is the transport.
    private static readonly Architecture Cheap = new("cheap", new(3, 32, 32),
        [new MaxPool(8, 8), new Flatten(), new Linear("widen", 512)], [new Linear("classifier", Noise.Classes)]);

    public static void Run(TextWriter output)
    {
        using var scratch = new ScratchFolder();
        UntrainedTeacher.ExportInto(scratch.Models, UntrainedTeacher.Create("vgg-medium"));
        UntrainedTeacher.ExportInto(scratch.Models, UntrainedTeacher.Create("vgg11"));
        UntrainedTeacher.ExportInto(scratch.Models, UntrainedTeacher.Create(Cheap));
        using var service = new TeacherProcess(scratch.Models, Path.Combine(scratch.Path, "service.log"), threads: 0);

        Compare("vgg-medium", clients: 1, batch: 128, images: 1024);
        Compare("vgg-medium", clients: 2, batch: 128, images: 1024);
        Compare("vgg-medium", clients: 8, batch: 16, images: 1024);
        Compare("vgg11", clients: 1, batch: 128, images: 256);
        Compare("vgg11", clients: 2, batch: 128, images: 256);
        Compare("cheap", clients: 1, batch: 256, images: 8192);
        Compare("cheap", clients: 4, batch: 256, images: 8192);
        LightTransport("cheap", clients: 2, batch: 256, images: 32768);
        Latency("vgg-medium", clients: 8, batch: 16, images: 1024);

        void Compare(string teacher, int clients, int batch, int images)
        {
            using var model = TeacherModel.Load(Path.Combine(scratch.Models, teacher), new() { Device = Device.Cpu });
            using var direct = new DirectCaller(model, batch);
            using var served = new ServedCallers(service.EndpointOf(teacher), clients, batch, service.Ended);
            var times = Turns.Take(Rounds, warmup: 1, () => direct.Seconds(images), () => served.Seconds(images));
            var session = new Sample("session", [.. times[0].Select(seconds => images / seconds)]);
            var through = new Sample("service", [.. times[1].Select(seconds => images / seconds)]);
            var table = new Table(output, $"{teacher}, {clients} client{(clients > 1 ? "s" : "")} x batch {batch}, images");
            table.PerSecond(session);
            table.PerSecond(through);
            table.Ratio(through.Over(session));
        }

        // What the service itself can take in and give out, when neither the network nor the clients do anything to speak of.
        void LightTransport(string teacher, int clients, int batch, int images)
        {
            var address = TeacherEndpoint.ParseList(service.EndpointOf(teacher))[0];
            using var callers = new LightCallers(() => Transport.Open(address, null, new()), [.. Enumerable.Range(0, clients).Select(client => RequestOf(address.Teacher, batch, client))]);
            var times = Turns.Take(Rounds, warmup: 1, () => callers.Seconds(images));
            new Table(output, $"{teacher}, {clients} light clients x batch {batch}, images").PerSecond(new Sample("service", [.. times[0].Select(seconds => images / seconds)]));
        }

        void Latency(string teacher, int clients, int batch, int images)
        {
            using var model = TeacherModel.Load(Path.Combine(scratch.Models, teacher), new() { Device = Device.Cpu });
            using var one = new DirectCaller(model, batch);
            using var all = new DirectCaller(model, clients * batch);
            using var served = new ServedCallers(service.EndpointOf(teacher), clients, batch, service.Ended);
            var halfLoad = images / served.Seconds(images) / 2;
            var times = Turns.Take<double[]>(Rounds, warmup: 1, () => [one.Seconds(batch)], () => [all.Seconds(clients * batch)], () => served.Latencies(halfLoad));
            var own = new Sample("a batch of one request", [.. times[0].Select(batches => batches[0])]);
            var everybodys = new Sample("a batch of a request from each", [.. times[1].Select(batches => batches[0])]);
            var middle = new Sample("median latency", [.. times[2].Select(latencies => HalfLoad.Percentile(latencies, 0.5))]);
            var late = new Sample("99th percentile", [.. times[2].Select(latencies => HalfLoad.Percentile(latencies, 0.99))]);
            var table = new Table(output, $"{teacher}, {clients} clients x batch {batch}, half load ({halfLoad:F0} images/s)");
            foreach (var time in new[] { own, everybodys, middle, late })
                table.Milliseconds(time);
            table.Ratio(late.Over(own));
            table.Ratio(late.Over(everybodys));
        }
    }

    /// <summary>ONNX Runtime in this process.</summary>
    private sealed class DirectCaller(TeacherModel model, int batch) : IDisposable
    {
        private readonly TeacherRunner runner = model.CreateRunner(batch);
        private readonly byte[] pixels = PixelsOf(batch, client: 0);
        private readonly float[] representation = new float[batch * model.Manifest.RepresentationWidth];

        public double Seconds(int images)
        {
            var start = Stopwatch.GetTimestamp();
            for (var done = 0; done < images; done += batch)
                runner.Run(pixels, batch, representation, []);
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Dispose() => runner.Dispose();
    }

    /// <summary>Clients with a connection each; every one sends its next batch when it has the answer to the last.</summary>
    private sealed class ServedCallers : IDisposable
    {
        private readonly GrpcChannel[] channels;
        private readonly Client[] clients;
        private readonly RepresentRequest[] requests;
        private readonly int batch;

        public ServedCallers(string endpoint, int count, int batch, CancellationToken ended)
        {
            this.batch = batch;
            var address = TeacherEndpoint.ParseList(endpoint)[0];
            // Returns when the service is ready.
            RemoteTeacher.Connect(endpoint, new RemoteTeacherOptions(), TorchSharp.torch.CPU, _ => { }, ended).Dispose();
            channels = [.. Enumerable.Range(0, count).Select(_ => Transport.Open(address, null, new()))];
            clients = [.. channels.Select(channel => new Client(channel))];
            requests = [.. Enumerable.Range(0, count).Select(client => RequestOf(address.Teacher, batch, client))];
        }

        public double[] Latencies(double imagesPerSecond) => HalfLoad.LatenciesAsync(clients, requests, imagesPerSecond).GetAwaiter().GetResult();

        public double Seconds(int images)
        {
            var start = Stopwatch.GetTimestamp();
            Task.WhenAll(clients.Zip(requests, (client, request) => Task.Run(() => Send(client, request, images / batch / clients.Length)))).GetAwaiter().GetResult();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        public void Dispose()
        {
            foreach (var channel in channels)
                channel.Dispose();
        }

        private static async Task Send(Client client, RepresentRequest request, int times)
        {
            for (var sent = 0; sent < times; sent++)
                await client.RepresentAsync(request);
        }
    }

    // Each client has images of its own: equal ones that are in flight at the same time would be computed once.
    private static RepresentRequest RequestOf(string teacher, int batch, int client) => new()
    {
        Teacher = teacher,
        Representation = true,
        Images = new ImageBatch
        {
            Count = batch,
            Shape = new ImageShape { Channels = 3, Height = 32, Width = 32 },
            Format = PixelFormat.Uint8,
            Pixels = UnsafeByteOperations.UnsafeWrap(PixelsOf(batch, client)),
        },
    };

    private static byte[] PixelsOf(int batch, int client)
    {
        var images = Noise.Images(batch * (client + 1), "test");
        return [.. Enumerable.Range(batch * client, batch).SelectMany(index => images.Image(index).ToArray())];
    }
}
