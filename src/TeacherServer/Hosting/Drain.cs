namespace Rrm.TeacherServer.Hosting;

/// <summary>The way out: say so, refuse what is new, answer what was admitted, then let the connections go.</summary>
internal sealed partial class Drain(ServerOptions options, Lifecycle lifecycle, ActiveCalls calls, ILogger<Drain> logger)
{
    /// <summary>
    /// For clients to read their last answers, once nothing is left to compute. Most connections close at once; one whose client
    /// reads no more would stay open for ever.
    /// </summary>
    public static readonly TimeSpan ConnectionsLimit = TimeSpan.FromSeconds(30);

    // .NET's HTTP/2 client forgets answers that it has received but not yet read when the connection closes on a stream that it has not ended
    // itself. So a client whose stream the drain cut gets this long to read before connections close.
    private static readonly TimeSpan ReadingTime = TimeSpan.FromSeconds(2);

    // Generous: a queue of thousands of images on a slow machine. Whoever has no patience sends a second signal.
    private static readonly TimeSpan AnswersLimit = TimeSpan.FromMinutes(10);

    /// <summary>Returns when the last admitted request is answered.</summary>
    public async Task AnswerAdmittedAsync()
    {
        if (options.DrainGrace > TimeSpan.Zero && lifecycle.Leave())
            await Task.Delay(options.DrainGrace);
        lifecycle.Drain();
        try
        {
            await calls.LastOneAsync().WaitAsync(AnswersLimit);
            if (calls.CutStreams)
                await Task.Delay(ReadingTime);
        }
        catch (TimeoutException)
        {
            LogGaveUp(logger, AnswersLimit);
        }
    }

    [LoggerMessage(4, LogLevel.Warning, "Some requests are still unanswered after {Limit}; stopping without them")]
    private static partial void LogGaveUp(ILogger logger, TimeSpan limit);
}
