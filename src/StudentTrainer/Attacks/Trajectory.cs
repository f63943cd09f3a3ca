using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>The state of an attack on a batch: where each image is, and what the attack remembers of it.</summary>
internal abstract class Trajectory : IDisposable
{
    private readonly List<Rows> state = [];

    protected Trajectory(Tensor images, Tensor labels, Tensor start) =>
        (Images, Labels, Points) = (Remember(images), Remember(labels), Remember(start));

    public Rows Images { get; }

    public Rows Labels { get; }

    public Rows Points { get; }

    /// <summary>Moves the points once.</summary>
    /// <param name="step">Moves made so far.</param>
    /// <param name="here">Losses and gradient at the present points.</param>
    public abstract void Advance(int step, InputGradient here);

    /// <summary>Forgets all images but those at these positions, [M] int64.</summary>
    public void Keep(Tensor positions) => state.ForEach(rows => rows.Keep(positions));

    public void Dispose() => state.ForEach(rows => rows.Dispose());

    /// <summary>A copy, one row per image, that follows <see cref="Keep"/>.</summary>
    protected Rows Remember(Tensor initial)
    {
        var rows = new Rows(initial);
        state.Add(rows);
        return rows;
    }
}
