using Xunit.Sdk;
using Xunit.v3;

// The programs under test take all cores each.
[assembly: Parallelization(Mode = ParallelMode.None)]
