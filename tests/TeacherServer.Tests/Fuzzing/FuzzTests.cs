using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Inference;
using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Tests.Hosting;
using Rrm.TeacherServer.Tests.OpenInference;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>
/// Hostile bytes for the real server, over both protocols. RRM_FUZZ_CASES says how many (thousands by default, a hundred thousand and more for the
/// long run), RRM_FUZZ_SEED with which seed; with RRM_FUZZ_FIRST the numbers begin there, so that a case that failed is sent again alone.
/// </summary>
public sealed class FuzzTests
{
    private const int Sweep = 250;

    private static readonly StatusCode[] Expected =
        [StatusCode.OK, StatusCode.InvalidArgument, StatusCode.NotFound, StatusCode.FailedPrecondition, StatusCode.ResourceExhausted, StatusCode.Unimplemented];

    [Fact]
    public async Task Hostile_messages_are_refused_and_harm_nobody()
    {
        var (cases, seed, first) = (Setting("RRM_FUZZ_CASES", 3000), Setting("RRM_FUZZ_SEED", 20240607), Setting("RRM_FUZZ_FIRST", 0));
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0", "--max-batch", "16", "--max-request-images", "64");
        using var client = new WireClient(await server.ReadyAsync());
        var oracle = new Oracle(model);
        var bytesAtFirst = 0L;
        var statuses = new ConcurrentDictionary<StatusCode, int>();
        for (var sweep = first; sweep < first + cases; sweep += Sweep)
        {
            var numbers = Enumerable.Range(sweep, Math.Min(Sweep, first + cases - sweep));
            await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (number, _) =>
            {
                var request = WireFuzzer.Case(seed, number);
                try
                {
                    var (code, detail, _) = await client.SendAsync(request).InTime();
                    Assert.True(Expected.Contains(code), $"{code}: {detail}");
                    statuses.AddOrUpdate(code, 1, (_, count) => count + 1);
                }
                catch (Exception problem)
                {
                    var said = server.Output;
                    Assert.Fail($"RRM_FUZZ_SEED={seed} RRM_FUZZ_FIRST={number} RRM_FUZZ_CASES=1, {request.Method}, {request.Body.Length} bytes: {problem.Message}\n{said[^Math.Min(4000, said.Length)..]}");
                }
            });
            await oracle.AssertAnswersAsync(client);
            // By now every buffer and pool has its size.
            if (sweep == first + 3 * Sweep)
                bytesAtFirst = server.ResidentBytes;
        }
        if (bytesAtFirst > 0)
            Assert.InRange(server.ResidentBytes, 0, bytesAtFirst + (128 << 20));
        TestContext.Current.TestOutputHelper?.WriteLine($"{cases} cases of seed {seed} from {first}: {string.Join(", ", statuses.Select(pair => $"{pair.Value} {pair.Key}"))}; {bytesAtFirst >> 20} MiB, then {server.ResidentBytes >> 20}");
        // Every door was tried.
        if (cases >= 2000)
            Assert.Equal(Expected.Order(), statuses.Keys.Order());
        await AssertNoErrorsAsync(server);
    }

    [Fact]
    public async Task Bytes_that_are_no_HTTP2_close_their_connection_and_no_other()
    {
        const int connections = 150;
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        using var server = new ServerProcess("--models", teachers.Path, "--urls", "http://127.0.0.1:0");
        var address = new Uri(await server.ReadyAsync());
        using var client = new WireClient(address.ToString());
        var oracle = new Oracle(model);
        for (var number = 0; number < connections; number++)
        {
            var random = new Random(number);
            using var socket = new TcpClient();
            await socket.ConnectAsync(address.Host, address.Port).InTime();
            try
            {
                await socket.GetStream().WriteAsync(Http2Junk.Bytes(random)).AsTask().InTime();
                // The server answers, or closes; either way it does not wait for more than this.
                if (random.Next(2) == 0)
                    await socket.GetStream().ReadAsync(new byte[1024]).AsTask().WaitAsync(TimeSpan.FromMilliseconds(20));
            }
            catch (Exception problem) when (problem is IOException or TimeoutException)
            {
            }
            if (number % 30 == 0)
                await oracle.AssertAnswersAsync(client);
        }
        await oracle.AssertAnswersAsync(client);
        await AssertNoErrorsAsync(server);
    }

    private static int Setting(string name, int usual) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    // Error and critical lines of the console; after the end, so that none is still on its way.
    private static async Task AssertNoErrorsAsync(ServerProcess server)
    {
        await server.SignalAsync("TERM");
        Assert.Equal(0, await server.ExitAsync());
        Assert.DoesNotContain(server.Output.Split('\n'), line => line.Contains(" fail: ") || line.Contains(" crit: "));
        Assert.Equal("", server.Errors.Trim());
    }

    /// <summary>Asks what can only be answered in one way.</summary>
    private sealed class Oracle(TeacherModel model)
    {
        private readonly RepresentRequest represent = Requests.Bytes(3, 99);
        private readonly ModelInferRequest infer = InferRequests.Bytes(3, 98, "representation");
        private readonly float[] represented = model.Expected(Requests.Bytes(3, 99)).Representation;
        private readonly float[] inferred = model.Expected(InferRequests.Bytes(3, 98).Same()).Representation;

        public async Task AssertAnswersAsync(WireClient client)
        {
            var reply = RepresentResponse.Parser.ParseFrom(await AnswerAsync(client, "/rrm.v1.TeacherService/Represent", represent));
            Assert.Equal(represented, Requests.FloatsOf(reply.Representation));
            var response = ModelInferResponse.Parser.ParseFrom(await AnswerAsync(client, "/inference.GRPCInferenceService/ModelInfer", infer));
            Assert.Equal(inferred, response.Floats("representation"));
        }

        private static async Task<byte[]> AnswerAsync(WireClient client, string method, IMessage message)
        {
            var (code, detail, body) = await client.SendAsync(new(method, Frames.Frame(0, message.ToByteArray()), "")).InTime();
            Assert.Equal((StatusCode.OK, ""), (code, detail));
            return body[5..];
        }
    }
}
