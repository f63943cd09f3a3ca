using Xunit.Sdk;
using Xunit.v3;

// libtorch takes all cores, and a test counts the tensors that are alive in the process.
[assembly: Parallelization(Mode = ParallelMode.None)]
