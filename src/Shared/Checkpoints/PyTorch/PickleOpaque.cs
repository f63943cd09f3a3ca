namespace Rrm.Checkpoints.PyTorch;

/// <summary>A value of a pickle that no tensor depends on: an object, a list, a number. Only what it is called is kept.</summary>
internal sealed class PickleOpaque(string what)
{
    public static PickleOpaque None { get; } = new("None");
    public static PickleOpaque Number { get; } = new("a number");
    public static PickleOpaque Bytes { get; } = new("bytes");
    public static PickleOpaque List { get; } = new("a list");

    /// <summary>For sentences: <c>a list</c>, <c>argparse.Namespace</c>.</summary>
    public string What => what;
}
