namespace Rrm.TeacherServer.Protocol;

/// <summary>The answer to a unary call, as gRPC waits for it: the exchange, or an exception with the status.</summary>
internal sealed class UnaryAnswer : TaskCompletionSource<Exchange>, IAnswerSink
{
    public void Answered(Exchange exchange)
    {
        if (exchange.Refusal is not { } refusal)
        {
            SetResult(exchange);
            return;
        }
        exchange.Return();
        SetException(refusal.ToException());
    }
}
