namespace Rrm.Checkpoints.PyTorch;

/// <summary>A value of a pickle that no tensor depends on: an object, a list, a number. Only what it is called is kept, and nothing is composed of it before a sentence needs it.</summary>
internal sealed class PickleOpaque(object what)
{
    public static PickleOpaque None { get; } = new("None");
    public static PickleOpaque Number { get; } = new("a number");
    public static PickleOpaque Bytes { get; } = new("bytes");
    public static PickleOpaque List { get; } = new("a list");
    public static PickleOpaque Object { get; } = new("an object");

    /// <summary>For sentences: <c>a list</c>, <c>argparse.Namespace</c>.</summary>
    public override string ToString() => what.ToString()!;
}
