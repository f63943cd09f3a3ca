using Rrm.Bench;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;

HostMemory.KeepFreed(); // As rrm does.
Benchmark[] benchmarks =
[
    new("precision", "How much of an fp32 training step does a bf16 one take?", PrecisionBenchmark.Run),
    new("fast-at", "How much longer than a natural step is one of Fast AT? By count of passes 5.67 times.", FastAtBenchmark.Run),
    new("served", "How much longer than a natural step is an RRM step from a served teacher, and how long does the loop wait for it?", ServedBenchmark.Run),
    new("service", "How much of a bare ONNX Runtime session's throughput comes through the service?", ServiceBenchmark.Run),
    new("cache", "How often does the teacher answer K students on one view schedule, and how much longer than a natural step is an RRM step from the cache?", CacheBenchmark.Run),
    new("pytorch", "How long is an RRM step here against the same one in PyTorch?", PyTorchBenchmark.Run),
    new("rdt", "How much of a step of the authors' way to a robust data set does one of 'rrm robustify' take?", RobustifyBenchmark.Run),
    new("survivors", "How much of the time of attacking all images does an evaluation on survivors take?", SurvivorsBenchmark.Run),
    new("int8", "How many times the images of a float32 teacher does an int8 one answer in a second on this processor?", Int8Benchmark.Run),
    new("pipeline", "How many images a second does a core make into batches, and how long does the loop wait for them?", PipelineBenchmark.Run),
];

if (args is not [var name] || (name != "all" && benchmarks.All(benchmark => benchmark.Name != name)))
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project bench -- NAME, where NAME is all or one of");
    foreach (var benchmark in benchmarks) Console.Error.WriteLine($"  {benchmark.Name,-12} {benchmark.Question}");
    return 2;
}

Console.WriteLine(Machine.Here(ComputeDevice.Choose("cpu").Description));
Console.WriteLine(string.Join(", ", LibraryVersions.All.Select(version => $"{version.Key} {version.Value}")));
foreach (var benchmark in benchmarks.Where(benchmark => name == "all" || benchmark.Name == name))
{
    Console.WriteLine($"\n{benchmark.Name}: {benchmark.Question}");
    benchmark.Run(Console.Out);
}
return 0;
