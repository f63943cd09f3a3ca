namespace Rrm.Clients.Tests;

/// <summary>A clock that a test turns.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(double seconds) => now += TimeSpan.FromSeconds(seconds).Ticks;

    public override long GetTimestamp() => now;
}
