using Google.Protobuf;
using Rrm.Protocol.V1;

namespace Rrm.Clients;

/// <summary>What a teacher said of a batch of images. Owned by whoever has it: nothing else refers to its memory, and nothing is to be given back.</summary>
public sealed class TeacherAnswer
{
    internal TeacherAnswer(RepresentResponse reply)
    {
        (Count, Sha256) = (reply.Count, reply.Sha256);
        Representation = Rows(reply.Representation, reply.RepresentationWidth, reply.Format);
        Logits = Rows(reply.Logits, reply.Classes, reply.Format);
    }

    /// <summary>Images.</summary>
    public int Count { get; }

    /// <summary>Hex identity of the teacher that answered.</summary>
    public string Sha256 { get; }

    /// <summary>The penultimate representation; null where it was not asked for.</summary>
    public AnswerRows? Representation { get; }

    /// <summary>The logits; null where they were not asked for.</summary>
    public AnswerRows? Logits { get; }

    private static AnswerRows? Rows(ByteString values, int width, FloatFormat format) => values.IsEmpty ? null : new(values.Memory, width, format);
}
