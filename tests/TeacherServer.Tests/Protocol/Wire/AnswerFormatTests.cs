using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Protocol;
using Rrm.TeacherServer.Protocol.Wire;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Tests.Protocol.Wire;

public sealed class AnswerFormatTests
{
    [Fact]
    public async Task Answers_are_written_as_the_generated_code_reads_them()
    {
        await using var server = await RunningServer.StartAsync();
        var teacher = server.Repository.Find("dnn")!;
        var context = new OutgoingMessage();
        foreach (var (count, representation, logits, format) in new[] { (1, true, false, 0), (3, true, true, 1), (200, false, true, 2) })
        {
            Exchange Filled()
            {
                var exchange = Exchange.Rent();
                (exchange.Served, exchange.Count, exchange.Format, exchange.RequestId) = (teacher, count, (FloatFormat)format, 1UL << 40);
                if (representation)
                    exchange.Pending.Representation.Prepare(count, 5, exchange.OutputFormat);
                if (logits)
                    exchange.Pending.Logits.Prepare(count, 3, exchange.OutputFormat);
                for (var row = 0; row < count; row++)
                {
                    exchange.Pending.Representation.Write(row, [row, 1, 2, 3, 4]);
                    exchange.Pending.Logits.Write(row, [-row, 0.5f, 7]);
                }
                return exchange;
            }

            RepresentFormat.Write(Filled(), context);
            var answer = RepresentResponse.Parser.ParseFrom(context.Payload);
            var expected = new RepresentResponse
            {
                Teacher = "dnn",
                Sha256 = teacher.Sha256,
                Count = count,
                RepresentationWidth = teacher.Description.RepresentationWidth,
                Classes = teacher.Description.Classes,
                Format = format == 2 ? FloatFormat.Float16 : FloatFormat.Float32,
                Representation = answer.Representation,
                Logits = answer.Logits,
            };
            Assert.Equal(expected, answer);
            float[] rows = [.. Enumerable.Range(0, count).SelectMany(row => new float[] { row, 1, 2, 3, 4 })];
            float[] logitRows = [.. Enumerable.Range(0, count).SelectMany(row => new[] { -row, 0.5f, 7 })];
            Assert.Equal(representation ? rows : [], Floats(answer.Representation, answer.Format));
            Assert.Equal(logits ? logitRows : [], Floats(answer.Logits, answer.Format));

            StreamFormat.Write(Filled(), context);
            Assert.Equal(new RepresentStreamResponse { RequestId = 1UL << 40, Response = answer }, RepresentStreamResponse.Parser.ParseFrom(context.Payload));
        }
    }

    [Fact]
    public void A_refusal_takes_its_place_in_the_stream()
    {
        var context = new OutgoingMessage();
        foreach (var id in new[] { 0UL, 300UL, ulong.MaxValue })
        {
            var exchange = Exchange.Rent();
            (exchange.RequestId, exchange.Refusal) = (id, new(StatusCode.NotFound, RefusalReason.UnknownTeacher, "There is none."));
            StreamFormat.Write(exchange, context);
            Assert.Equal(
                new RepresentStreamResponse { RequestId = id, Error = new() { Code = 5, Message = "There is none." } },
                RepresentStreamResponse.Parser.ParseFrom(context.Payload));
        }
    }

    private static float[] Floats(Google.Protobuf.ByteString bytes, FloatFormat format) =>
        format == FloatFormat.Float16 ? [.. Requests.HalvesOf(bytes).Select(value => (float)value)] : Requests.FloatsOf(bytes);
}
