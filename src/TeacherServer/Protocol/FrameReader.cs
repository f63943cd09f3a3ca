using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// A call's bytes on their way to gRPC, which takes them in frames: a flag, a length, a message. What is no frame is the caller's mistake and is told
/// so here; gRPC would answer INTERNAL or UNKNOWN, which is for failures of this server, and log some of it as such.
/// </summary>
/// <param name="inner">Where the bytes come from.</param>
/// <param name="isSingle">Whether the call has one message, no stream of them.</param>
/// <param name="encoding">What the call says of compressed messages: the entry grpc-encoding.</param>
internal sealed class FrameReader(PipeReader inner, bool isSingle, string encoding) : PipeReader, IRequestBodyPipeFeature
{
    private const int HeadBytes = 5;

    // Where the last read began, and whether anything was ever taken.
    private SequencePosition start;
    private bool taken;

    PipeReader IRequestBodyPipeFeature.Reader => this;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => Checked(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
            return false;
        result = Checked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        taken |= !consumed.Equals(start);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Checked(in ReadResult result)
    {
        start = result.Buffer.Start;
        if (result.IsCanceled || Problem(result.Buffer, result.IsCompleted) is not { } problem)
            return result;
        // All of it was looked at. Less than before would be taken off the connection's flow control window, until the connection breaks.
        inner.AdvanceTo(start, result.Buffer.End);
        throw new RpcException(new Status(StatusCode.InvalidArgument, problem));
    }

    // gRPC takes whole messages only, so what is read begins with a frame, or with the rest of the only one.
    private string? Problem(in ReadOnlySequence<byte> bytes, bool isEnd)
    {
        if (bytes.IsEmpty)
            return isEnd && isSingle && !taken ? "The call has no message; expected one." : null;
        if (bytes.Length < HeadBytes)
            return isEnd ? "The call ends inside the head of a message." : null;
        Span<byte> head = stackalloc byte[HeadBytes];
        bytes.Slice(0, HeadBytes).CopyTo(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head[1..]);
        if (head[0] > 1)
            return $"A message begins with {head[0]}; expected 0, or 1 for a compressed one.";
        if (head[0] == 1 && encoding is ("" or "identity"))
            return "A message claims to be compressed, and the call's grpc-encoding does not say how.";
        if (length > int.MaxValue)
            return $"A message claims {length} bytes, more than any may have.";
        if (isSingle && (taken || bytes.Length > HeadBytes + length))
            return "The call has more than one message; expected one.";
        return isEnd && bytes.Length < HeadBytes + length ? $"The call ends {HeadBytes + length - bytes.Length} bytes before its message does." : null;
    }
}
