using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.Tests.Protocol;

public sealed class FrameReaderTests
{
    [Theory]
    [InlineData("has no message", true, "", new byte[0])]
    [InlineData("ends inside the head", false, "", new byte[] { 0, 0, 0 })]
    [InlineData("begins with 2; expected 0, or 1", false, "", new byte[] { 2, 0, 0, 0, 0 })]
    [InlineData("grpc-encoding does not say how", false, "", new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData("grpc-encoding does not say how", false, "identity", new byte[] { 1, 0, 0, 0, 0 })]
    [InlineData("claims 4294967295 bytes", false, "", new byte[] { 0, 255, 255, 255, 255 })]
    [InlineData("ends 2 bytes before its message does", false, "", new byte[] { 0, 0, 0, 0, 3, 7 })]
    [InlineData("more than one message", true, "", new byte[] { 0, 0, 0, 0, 0, 0 })]
    public async Task What_is_no_frame_is_named(string says, bool isSingle, string encoding, byte[] bytes)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await (await ReaderAsync(isSingle, encoding, bytes)).ReadAsync().AsTask().InTime());
        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.Contains(says, refusal.Status.Detail);
    }

    [Theory]
    [InlineData(true, "", new byte[] { 0, 0, 0, 0, 1, 7 })]
    [InlineData(true, "gzip", new byte[] { 1, 0, 0, 0, 1, 7 })]
    [InlineData(false, "", new byte[] { 0, 0, 0, 0, 1, 7, 0, 0, 0, 0, 0 })]
    [InlineData(false, "", new byte[0])]
    public async Task Frames_pass_as_they_are(bool isSingle, string encoding, byte[] bytes)
    {
        var reader = await ReaderAsync(isSingle, encoding, bytes);
        var read = await reader.ReadAsync().AsTask().InTime();
        Assert.Equal(bytes, read.Buffer.ToArray());
        reader.AdvanceTo(read.Buffer.End);
        Assert.True((await reader.ReadAsync().AsTask().InTime()).Buffer.IsEmpty);
    }

    [Fact]
    public async Task A_second_message_of_a_single_call_is_one_too_many_even_if_it_comes_late()
    {
        var pipe = new Pipe();
        var reader = new FrameReader(pipe.Reader, isSingle: true, "");
        await pipe.Writer.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
        var first = await reader.ReadAsync().AsTask().InTime();
        reader.AdvanceTo(first.Buffer.End);
        await pipe.Writer.WriteAsync(new byte[] { 0, 0, 0, 0, 0 });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => reader.ReadAsync().AsTask().InTime());
        Assert.Contains("more than one message", refusal.Status.Detail);
    }

    private static async Task<FrameReader> ReaderAsync(bool isSingle, string encoding, byte[] bytes)
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(bytes);
        await pipe.Writer.CompleteAsync();
        return new(pipe.Reader, isSingle, encoding);
    }
}
