namespace Rrm.StudentTrainer.Tests;

/// <summary>No wait without an end: a deadlock is a failing test, not a hanging run.</summary>
internal static class Bounded
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    public static Task InTime(this Task task) => task.WaitAsync(limit);

    public static Task<T> InTime<T>(this Task<T> task) => task.WaitAsync(limit);

    /// <summary>Runs what blocks on a thread of its own.</summary>
    public static Task<T> Run<T>(Func<T> blocking) => Task.Run(blocking).InTime();

    /// <summary>Waits for a condition that another thread brings about.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        var end = DateTime.UtcNow + limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, "The awaited condition never came true.");
            await Task.Delay(5);
        }
    }
}
