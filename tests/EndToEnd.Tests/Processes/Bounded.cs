namespace Rrm.EndToEnd.Tests.Processes;

/// <summary>No wait without an end.</summary>
internal static class Bounded
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(90);

    /// <summary>Waits for a condition that another process brings about.</summary>
    public static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        var end = DateTime.UtcNow + limit;
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < end, otherwise());
            await Task.Delay(5);
        }
    }

    public static Task InTime(this Task task, TimeSpan? other = null) => task.WaitAsync(other ?? limit);
}
