using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Hosting;

/// <summary>Counts the calls that are being answered, so that a drain knows when the last one is.</summary>
internal sealed class ActiveCalls
{
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly Func<Task> leave;

    // One for the server itself: the count reaches zero only once a drain has given that one back.
    private int count = 1;
    private int given;

    public ActiveCalls() => leave = Leave;

    /// <summary>
    /// Middleware around every call that does work. Health watchers and reflection may go on until the end and are not waited for.
    /// A call is over when its last byte is handed to the connection, which for a client that reads slowly is later than the end of its handler.
    /// </summary>
    public Task CountAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.IsAboutServer())
        {
            Interlocked.Increment(ref count);
            context.Response.OnCompleted(leave);
        }
        return next(context);
    }

    /// <summary>Whether a stream was ended before its client ended it.</summary>
    public bool CutStreams { get; private set; }

    public void NoteCutStream() => CutStreams = true;

    /// <summary>Completes when no call is left. Call it after new requests are refused.</summary>
    public Task LastOneAsync()
    {
        if (Interlocked.Exchange(ref given, 1) == 0)
            Leave();
        return idle.Task;
    }

    private Task Leave()
    {
        if (Interlocked.Decrement(ref count) == 0)
            idle.TrySetResult();
        return Task.CompletedTask;
    }
}
