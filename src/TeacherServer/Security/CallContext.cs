namespace Rrm.TeacherServer.Security;

/// <summary>What is known of a call beside its message, whichever protocol it came by.</summary>
/// <param name="Caller">Whose it is.</param>
/// <param name="Work">What the answers are for.</param>
/// <param name="Deadline">UTC; <see cref="DateTime.MaxValue"/> when there is none.</param>
/// <param name="Cancellation">Fires when nobody waits for the answer any more.</param>
internal readonly record struct CallContext(Caller Caller, WorkClass Work, DateTime Deadline, CancellationToken Cancellation);
