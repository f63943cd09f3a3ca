using Rrm.Inference;

namespace Rrm.TeacherServer.Tests.Batching;

/// <summary>
/// A runner whose pace the test sets: an image is one value, its representation the same value, its logits the negative. It waits for a permit
/// before every run, fails on poison, and remembers the batches.
/// </summary>
internal sealed class FakeRunner(int capacity) : ITeacherRunner
{
    public const float Poison = -1;

    private readonly SemaphoreSlim permits = new(0);
    private readonly float[] images = new float[capacity];
    private readonly float[] logits = new float[capacity];
    private readonly List<float[]> batches = [];

    /// <summary>What was run, in order, failed runs too.</summary>
    public IReadOnlyList<float[]> Batches
    {
        get
        {
            lock (batches)
                return [.. batches];
        }
    }

    public IEnumerable<int> Sizes => Batches.Select(batch => batch.Length);

    public int Capacity => capacity;

    /// <summary>True while a run waits for its permit.</summary>
    public volatile bool Running;

    /// <summary>Called with the number of images before they are gathered, and when they are computed.</summary>
    public Action<int> Gathering { get; set; } = _ => { };

    /// <inheritdoc cref="Gathering"/>
    public Action<int> Computed { get; set; } = _ => { };

    public void Permit(int runs = 1) => permits.Release(runs);

    public Span<float> Images(int count)
    {
        Gathering(count);
        return images.AsSpan(0, count);
    }

    public ReadOnlySpan<float> Representation(int count) => images.AsSpan(0, count);

    public ReadOnlySpan<float> Logits(int count) => logits.AsSpan(0, count);

    public void Run(int count)
    {
        Running = true;
        Assert.True(permits.Wait(Bounded.Limit), "No permit came.");
        Running = false;
        var batch = images[..count];
        lock (batches)
            batches.Add(batch);
        if (batch.Contains(Poison))
            throw new InvalidOperationException("poisoned");
        for (var index = 0; index < count; index++)
            logits[index] = -images[index];
        Computed(count);
    }

    public void Dispose()
    {
    }
}
