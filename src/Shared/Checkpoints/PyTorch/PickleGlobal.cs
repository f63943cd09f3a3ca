namespace Rrm.Checkpoints.PyTorch;

/// <summary>The name of a class or function that a pickle mentions. A name only: nothing is looked up, made or called.</summary>
internal sealed class PickleGlobal(string module, string name)
{
    public string Module => module;

    public string Name => name;

    /// <summary>As <c>collections.OrderedDict</c>. Composed when asked for: a small file can mention the same long names a million times.</summary>
    public override string ToString() => $"{module}.{name}";
}
