namespace Rrm.TeacherServer.Tests.Batching;

/// <summary>A clock that goes on when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long ticks = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    public DateTime Now => new(Interlocked.Read(ref ticks), DateTimeKind.Utc);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override DateTimeOffset GetUtcNow() => Now;
}
