using Google.Protobuf;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Protocol;

/// <summary>The answer as a message of its own, for those that came with one.</summary>
internal sealed class MessageAnswer() : TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously), IAnswerSink
{
    public void Answered(Exchange exchange)
    {
        Answer answer = exchange.Refusal is { } refusal ? refusal : new Answer(Message(exchange), null) { Teacher = exchange.Served!.Description };
        exchange.Return();
        SetResult(answer);
    }

    private static RepresentResponse Message(Exchange exchange)
    {
        var description = exchange.Served!.Description;
        return new()
        {
            Teacher = description.Name,
            Sha256 = description.Sha256,
            Representation = ByteString.CopyFrom(exchange.Pending.Representation.Bytes.Span),
            Logits = ByteString.CopyFrom(exchange.Pending.Logits.Bytes.Span),
            Count = exchange.Count,
            RepresentationWidth = description.RepresentationWidth,
            Classes = description.Classes,
            Format = exchange.OutputFormat,
        };
    }
}
