using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Protocol.Wire;

/// <summary>Exchanges as RepresentStreamRequest and RepresentStreamResponse; read as <see cref="RepresentFormat"/> does.</summary>
internal static class StreamFormat
{
    private static readonly MessageParser<RepresentStreamRequest> Parser = RepresentStreamRequest.Parser.WithDiscardUnknownFields(true);

    public static Exchange Read(DeserializationContext context)
    {
        var (message, exchange) = (context.PayloadAsReadOnlySequence(), Exchange.Rent());
        if (TryRead(message, exchange))
            return exchange;
        try
        {
            MessageStructure.Require(RepresentStreamRequest.Descriptor, message);
            var read = Parser.ParseFrom(message);
            exchange.RequestId = read.RequestId;
            exchange.Take(read.Request ?? new());
        }
        // An error in its place, if the place is known, and the stream goes on.
        catch (Exception problem) when (problem is InvalidDataException or InvalidProtocolBufferException)
        {
            exchange.Malformed = problem.Message;
        }
        return exchange;
    }

    public static void Write(Exchange exchange, SerializationContext context)
    {
        var error = exchange.Refusal is { } refusal ? new StreamError { Code = (int)refusal.Code, Message = refusal.Detail } : null;
        var length = error?.CalculateSize() ?? RepresentFormat.SizeOf(exchange);
        context.SetPayloadLength(WireWriter.SizeOf(exchange.RequestId) + WireWriter.SizeOfMessage(length));
        var output = context.GetBufferWriter();
        output.Write(RepresentFormat.Number(RepresentStreamResponse.RequestIdFieldNumber), exchange.RequestId);
        output.WriteStart(RepresentFormat.Bytes(error is null ? RepresentStreamResponse.ResponseFieldNumber : RepresentStreamResponse.ErrorFieldNumber), (uint)length);
        if (error is null)
            RepresentFormat.WriteFields(exchange, output);
        else
            error.WriteTo(output);
        context.Complete();
        exchange.Return();
    }

    private static bool TryRead(ReadOnlySequence<byte> message, Exchange exchange)
    {
        var reader = new WireReader(message);
        var hasRequest = false;
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case RepresentStreamRequest.RequestIdFieldNumber << 3:
                    exchange.RequestId = reader.ReadVarint();
                    break;
                // A second one would have to be merged with the first.
                case RepresentStreamRequest.RequestFieldNumber << 3 | 2 when !hasRequest:
                    hasRequest = true;
                    if (!RepresentFormat.TryRead(reader.ReadBytes(), exchange))
                        return false;
                    break;
                default:
                    return false;
            }
        }
        return !reader.IsBroken;
    }
}
