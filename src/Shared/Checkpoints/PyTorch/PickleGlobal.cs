namespace Rrm.Checkpoints.PyTorch;

/// <summary>The name of a class or function that a pickle mentions. A name only: nothing is looked up, made or called.</summary>
internal sealed class PickleGlobal(string name)
{
    /// <summary>Module and name, as <c>collections.OrderedDict</c>.</summary>
    public string Name => name;
}
