using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// Decompression that ends where a message would become larger than one may be. gRPC compares a message's size with its limit before it decompresses
/// it, and a few kilobytes can stand for gigabytes.
/// </summary>
internal sealed class BoundedCompression(ICompressionProvider inner, int maxBytes) : ICompressionProvider
{
    public string EncodingName => inner.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) => inner.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream) => new Bounded(inner.CreateDecompressionStream(stream), inner.EncodingName, maxBytes);

    private sealed class Bounded(Stream inner, string encoding, int maxBytes) : Stream
    {
        private long read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => read; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            try
            {
                var part = inner.Read(buffer, offset, count);
                read += part;
                return read <= maxBytes ? part : throw new RpcException(new Status(
                    StatusCode.ResourceExhausted, $"The {encoding} message holds more than {maxBytes} bytes, the most that one may have."));
            }
            catch (InvalidDataException)
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, $"The message is not {encoding}, as it claims to be."));
            }
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
