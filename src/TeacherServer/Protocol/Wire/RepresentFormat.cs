using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Protocol.Wire;

/// <summary>
/// Exchanges as RepresentRequest and RepresentResponse. The usual request is read here, pixels copied once; anything else (a field that is unknown
/// here, bytes that are no message) is left to the generated code, whose word on what a message means is the last.
/// </summary>
internal static class RepresentFormat
{
    // What nobody knows is not kept: it would cost memory for nothing.
    private static readonly MessageParser<RepresentRequest> Parser = RepresentRequest.Parser.WithDiscardUnknownFields(true);

    public static Exchange Read(DeserializationContext context)
    {
        var (message, exchange) = (context.PayloadAsReadOnlySequence(), Exchange.Rent());
        if (TryRead(message, exchange))
            return exchange;
        try
        {
            MessageStructure.Require(RepresentRequest.Descriptor, message);
            exchange.Take(Parser.ParseFrom(message));
        }
        catch (Exception problem) when (problem is InvalidDataException or InvalidProtocolBufferException)
        {
            exchange.Malformed = problem.Message;
        }
        return exchange;
    }

    public static void Write(Exchange exchange, SerializationContext context)
    {
        context.SetPayloadLength(SizeOf(exchange));
        WriteFields(exchange, context.GetBufferWriter());
        context.Complete();
        exchange.Return();
    }

    /// <summary>False when the message is another than the usual one; the exchange then holds a part of it.</summary>
    public static bool TryRead(ReadOnlySequence<byte> message, Exchange exchange)
    {
        var pixels = ReadOnlySequence<byte>.Empty;
        if (!TryRead(message, exchange, ref pixels))
            return false;
        if (!pixels.IsEmpty)
            exchange.CopyPixels(pixels);
        return true;
    }

    public static int SizeOf(Exchange exchange)
    {
        var (teacher, outputs) = (exchange.Served!.Description, exchange.Pending);
        return WireWriter.SizeOf(teacher.Name) + WireWriter.SizeOf(teacher.Sha256)
            + WireWriter.SizeOf(outputs.Representation.Bytes) + WireWriter.SizeOf(outputs.Logits.Bytes)
            + WireWriter.SizeOf(exchange.Count) + WireWriter.SizeOf(teacher.RepresentationWidth) + WireWriter.SizeOf(teacher.Classes)
            + WireWriter.SizeOf((int)exchange.OutputFormat);
    }

    public static void WriteFields(Exchange exchange, IBufferWriter<byte> output)
    {
        var (teacher, outputs) = (exchange.Served!.Description, exchange.Pending);
        output.Write(Bytes(RepresentResponse.TeacherFieldNumber), teacher.Name);
        output.Write(Bytes(RepresentResponse.Sha256FieldNumber), teacher.Sha256);
        output.Write(Bytes(RepresentResponse.RepresentationFieldNumber), outputs.Representation.Bytes);
        output.Write(Bytes(RepresentResponse.LogitsFieldNumber), outputs.Logits.Bytes);
        output.Write(Number(RepresentResponse.CountFieldNumber), (ulong)exchange.Count);
        output.Write(Number(RepresentResponse.RepresentationWidthFieldNumber), (ulong)teacher.RepresentationWidth);
        output.Write(Number(RepresentResponse.ClassesFieldNumber), (ulong)teacher.Classes);
        output.Write(Number(RepresentResponse.FormatFieldNumber), (ulong)exchange.OutputFormat);
    }

    /// <summary>The tag of a field that holds a number.</summary>
    public static byte Number(int field) => (byte)(field << 3);

    /// <summary>The tag of a field that holds a text, bytes or a message.</summary>
    public static byte Bytes(int field) => (byte)((field << 3) | 2);

    private static bool TryRead(ReadOnlySequence<byte> message, Exchange exchange, ref ReadOnlySequence<byte> pixels)
    {
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case RepresentRequest.TeacherFieldNumber << 3 | 2:
                    exchange.Teacher = exchange.LastTeacher = reader.ReadText(exchange.LastTeacher);
                    break;
                case RepresentRequest.Sha256FieldNumber << 3 | 2:
                    exchange.Sha256 = exchange.LastSha256 = reader.ReadText(exchange.LastSha256);
                    break;
                case RepresentRequest.VersionFieldNumber << 3 | 2:
                    exchange.Version = exchange.LastVersion = reader.ReadText(exchange.LastVersion);
                    break;
                case RepresentRequest.ImagesFieldNumber << 3 | 2:
                    if (!TryReadImages(reader.ReadBytes(), exchange, ref pixels))
                        return false;
                    break;
                case RepresentRequest.RepresentationFieldNumber << 3:
                    exchange.WantsRepresentation = reader.ReadBool();
                    break;
                case RepresentRequest.LogitsFieldNumber << 3:
                    exchange.WantsLogits = reader.ReadBool();
                    break;
                case RepresentRequest.FormatFieldNumber << 3:
                    exchange.Format = (FloatFormat)reader.ReadInt32();
                    break;
                default:
                    return false;
            }
        }
        return !reader.IsBroken;
    }

    private static bool TryReadImages(ReadOnlySequence<byte> message, Exchange exchange, ref ReadOnlySequence<byte> pixels)
    {
        exchange.HasImages = true;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case ImageBatch.CountFieldNumber << 3:
                    exchange.Count = reader.ReadInt32();
                    break;
                case ImageBatch.ShapeFieldNumber << 3 | 2:
                    if (!TryReadShape(reader.ReadBytes(), exchange))
                        return false;
                    break;
                case ImageBatch.FormatFieldNumber << 3:
                    exchange.PixelFormat = (PixelFormat)reader.ReadInt32();
                    break;
                case ImageBatch.PixelsFieldNumber << 3 | 2:
                    pixels = reader.ReadBytes();
                    break;
                default:
                    return false;
            }
        }
        return !reader.IsBroken;
    }

    private static bool TryReadShape(ReadOnlySequence<byte> message, Exchange exchange)
    {
        exchange.HasShape = true;
        var reader = new WireReader(message);
        while (reader.TryReadTag(out var tag))
        {
            switch (tag)
            {
                case ImageShape.ChannelsFieldNumber << 3:
                    exchange.Channels = reader.ReadInt32();
                    break;
                case ImageShape.HeightFieldNumber << 3:
                    exchange.Height = reader.ReadInt32();
                    break;
                case ImageShape.WidthFieldNumber << 3:
                    exchange.Width = reader.ReadInt32();
                    break;
                default:
                    return false;
            }
        }
        return !reader.IsBroken;
    }
}
