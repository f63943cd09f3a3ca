using System.Diagnostics;
using Rrm.Clients;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>The loop standing still for a service: how long in all, and what happens when one wait takes too long.</summary>
internal sealed class TeacherWait(TeacherClient client, string endpoints, RemoteTeacherOptions options, Action<string> notice, CancellationToken cancellation)
{
    private readonly Stopwatch waiting = new();

    public TimeSpan Total => waiting.Elapsed;

    /// <exception cref="TeacherUnavailableException">The time is over, and the policy is to stop.</exception>
    public T For<T>(Task<T> answer)
    {
        if (answer.IsCompleted)
            return answer.GetAwaiter().GetResult();
        waiting.Start();
        try
        {
            while (Task.WaitAny([answer], (int)options.Wait.TotalMilliseconds, cancellation) < 0)
            {
                var sentence = $"No answer from teacher {endpoints} within {options.Wait.TotalSeconds:0.#} s (last: {client.Statistics.LastProblem ?? "no reply"}).";
                if (options.OnTimeout == TeacherTimeoutPolicy.Stop)
                    throw new TeacherUnavailableException($"{sentence} Start the service again, then continue with --resume.");
                notice($"{sentence} Waiting on.");
            }
            return answer.GetAwaiter().GetResult();
        }
        finally
        {
            waiting.Stop();
        }
    }
}
