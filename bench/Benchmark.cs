namespace Rrm.Bench;

/// <summary>A question with a measured answer.</summary>
public sealed record Benchmark(string Name, string Question, Action<TextWriter> Run);
