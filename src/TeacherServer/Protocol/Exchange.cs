using System.Buffers;
using Microsoft.Extensions.ObjectPool;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Security;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Protocol;

/// <summary>
/// One request and its answer, from the bytes that came to the bytes that go. Objects and blocks of memory are used again, so that a busy server
/// makes no garbage. One owner at a time: who reads it, then the <see cref="Representer"/>, then the sink, then who writes it and gives it back.
/// One that is lost on the way, with a call that broke off, is garbage like any other.
/// </summary>
internal sealed class Exchange : IThreadPoolWorkItem
{
    private static readonly DefaultObjectPool<Exchange> Pool = new(new DefaultPooledObjectPolicy<Exchange>(), maximumRetained: 1024);

    // Longer strings of clients are not kept for good.
    private const int MaxKeptLength = 256;

    private byte[] block = [];

    public Exchange() => Pending = new PendingRequest(this);

    public static Exchange Rent() => Pool.Get();

    // What was asked: the fields of RepresentRequest, and of the stream's message around it.

    public ulong RequestId { get; set; }

    public string Teacher { get; set; } = "";

    public string Sha256 { get; set; } = "";

    public string Version { get; set; } = "";

    public bool WantsRepresentation { get; set; }

    public bool WantsLogits { get; set; }

    public FloatFormat Format { get; set; }

    public bool HasImages { get; set; }

    public int Count { get; set; }

    public PixelFormat PixelFormat { get; set; }

    public bool HasShape { get; set; }

    public int Channels { get; set; }

    public int Height { get; set; }

    public int Width { get; set; }

    public ReadOnlyMemory<byte> Pixels { get; private set; }

    /// <summary>The message, when it refers to images instead of bringing their pixels.</summary>
    public RepresentRequest? Referring { get; private set; }

    /// <summary>Whether it is made for a part of another one.</summary>
    public bool IsPart { get; set; }

    /// <summary>Why the bytes that came are no request; null when they are one.</summary>
    public string? Malformed { get; set; }

    // What the last request of this object said: most likely the next one says the same, and needs no new string.

    public string LastTeacher { get; set; } = "";

    public string LastSha256 { get; set; } = "";

    public string LastVersion { get; set; } = "";

    // How it is answered.

    public CallContext Call { get; private set; }

    public Arrival Arrival { get; private set; }

    /// <summary>The teacher that was found for it.</summary>
    public ServedTeacher? Served { get; set; }

    /// <summary>Its images that count against the client's quota now.</summary>
    public int HeldImages { get; set; }

    public PendingRequest Pending { get; }

    /// <summary>Why there are no outputs; null when there are.</summary>
    public Refusal? Refusal { get; set; }

    /// <summary>The format of the outputs.</summary>
    public FloatFormat OutputFormat => Format == FloatFormat.Unspecified ? FloatFormat.Float32 : Format;

    private Representer? representer;
    private IAnswerSink? sink;

    /// <summary>Copies the pixels into a block of its own; their bytes are there already, so their length is no mere claim.</summary>
    public void CopyPixels(in ReadOnlySequence<byte> bytes)
    {
        var length = (int)bytes.Length;
        block = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(block);
        Pixels = block.AsMemory(0, length);
    }

    /// <summary>Takes what a message says, in place of anything before; its pixels are not copied, so the message must not change any more.</summary>
    public void Take(RepresentRequest message)
    {
        (Teacher, Sha256, Version) = (message.Teacher, message.Sha256, message.Version);
        (WantsRepresentation, WantsLogits, Format) = (message.Representation, message.Logits, message.Format);
        Referring = message.References is null ? null : message;
        var (images, shape) = (message.Images, message.Images?.Shape);
        (HasImages, HasShape) = (images is not null, shape is not null);
        (Count, PixelFormat, Pixels) = (images?.Count ?? 0, images?.Format ?? default, images?.Pixels.Memory ?? default);
        (Channels, Height, Width) = (shape?.Channels ?? 0, shape?.Height ?? 0, shape?.Width ?? 0);
    }

    /// <summary>Takes over outputs that were made elsewhere.</summary>
    public void Take(RepresentResponse outputs)
    {
        Count = outputs.Count;
        Pending.Representation.Fill(outputs.Representation.Span);
        Pending.Logits.Fill(outputs.Logits.Span);
    }

    public void Begin(Representer representer, in CallContext call, IAnswerSink sink, in Arrival arrival) =>
        (this.representer, Call, this.sink, Arrival) = (representer, call, sink, arrival);

    /// <summary>The batches are done with it.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        // Waits for a cancellation that is just being told.
        Pending.Registration.Dispose();
        representer!.Finish(this);
    }

    /// <summary>Nobody reads the pixels any more: they do not wait for a client that reads its answers slowly.</summary>
    public void Answer()
    {
        ReleasePixels();
        sink!.Answered(this);
    }

    /// <summary>Gives it back. Only its owner may, and nobody may touch it afterwards.</summary>
    public void Return()
    {
        Pending.Clear();
        ReleasePixels();
        (RequestId, Teacher, Sha256, Version, Malformed) = (0, "", "", "", null);
        (WantsRepresentation, WantsLogits, Format) = (false, false, default);
        (Referring, IsPart) = (null, false);
        (HasImages, Count, PixelFormat) = (false, 0, default);
        (HasShape, Channels, Height, Width) = (false, 0, 0, 0);
        (Call, Arrival, Served, Refusal, representer, sink) = (default, default, null, null, null, null);
        (LastTeacher, LastSha256, LastVersion) = (Kept(LastTeacher), Kept(LastSha256), Kept(LastVersion));
        Pool.Return(this);
    }

    private static string Kept(string last) => last.Length <= MaxKeptLength ? last : "";

    private void ReleasePixels()
    {
        Pending.ForgetPixels();
        if (block.Length > 0)
            ArrayPool<byte>.Shared.Return(block);
        (block, Pixels) = ([], default);
    }
}
