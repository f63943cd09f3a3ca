namespace Rrm.Bench;

/// <summary>A question with a measured answer.</summary>
internal sealed record Benchmark(string Name, string Question, Action<TextWriter> Run);
