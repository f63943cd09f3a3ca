namespace Rrm.Checkpoints.PyTorch;

/// <summary>A row of numbers in a file of the archive; several tensors may be views of one.</summary>
/// <param name="Key">Name of the file below <c>data/</c>.</param>
/// <param name="Type">Type of an element.</param>
/// <param name="Count">Number of elements.</param>
internal sealed record PyTorchStorage(string Key, TensorType Type, long Count);
