namespace Rrm.TeacherServer.Protocol;

/// <summary>Who gets an exchange back, once, when it is answered or refused.</summary>
internal interface IAnswerSink
{
    /// <summary>Takes the exchange over. Called on a thread of the pool, or on the caller's own before its call has returned; must not block.</summary>
    void Answered(Exchange exchange);
}
