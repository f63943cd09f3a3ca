using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Batching;

/// <summary>How many clients share one teacher.</summary>
internal sealed record SchedulingOptions
{
    private const int MostRunners = 16;
    private const int HeaviestWeight = 1000;

    /// <summary>
    /// Threads that compute batches of one teacher side by side, on each device. Two let one gather and scatter while the other computes, which pays
    /// on a GPU; on the CPU one computation fills the cores already.
    /// </summary>
    public int Runners { get; init; } = 1;

    /// <summary>Shares of a busy teacher: a class of weight 4 gets four images computed where one of weight 1 gets one.</summary>
    public int TrainWeight { get; init; } = 4;

    /// <inheritdoc cref="TrainWeight"/>
    public int EvaluateWeight { get; init; } = 2;

    /// <inheritdoc cref="TrainWeight"/>
    public int BulkWeight { get; init; } = 1;

    /// <summary>
    /// Images per unit of weight that a client sends into batches before it is the next one's turn. Small ones mix the clients finely, large ones let
    /// a request finish sooner; the shares are the same.
    /// </summary>
    public int Quantum { get; init; } = 16;

    /// <summary>Bytes of pixels and outputs that the requests of one teacher may hold; more are refused and may retry.</summary>
    public long MaxHeldBytes { get; init; } = 1L << 30;

    /// <summary>Whether equal images that are in flight at the same time are computed once.</summary>
    public bool ComputeEqualImagesOnce { get; init; } = true;

    public int WeightOf(WorkClass work) => work switch
    {
        WorkClass.Train => TrainWeight,
        WorkClass.Evaluate => EvaluateWeight,
        _ => BulkWeight,
    };

    /// <summary>Everything that is wrong with the options, as sentences.</summary>
    public IEnumerable<string> Problems()
    {
        if (Runners is < 1 or > MostRunners)
            yield return $"Scheduling.Runners is {Runners}; expected 1 to {MostRunners}.";
        foreach (var work in Enum.GetValues<WorkClass>())
        {
            if (WeightOf(work) is < 1 or > HeaviestWeight)
                yield return $"Scheduling.{work}Weight is {WeightOf(work)}; expected 1 to {HeaviestWeight}.";
        }
        if (Quantum is < 1 or > HeaviestWeight)
            yield return $"Scheduling.Quantum is {Quantum}; expected 1 to {HeaviestWeight} images.";
        if (MaxHeldBytes < 1)
            yield return $"Scheduling.MaxHeldBytes is {MaxHeldBytes}; expected 1 or more.";
    }
}
