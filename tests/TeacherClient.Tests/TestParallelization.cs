using Xunit.Sdk;
using Xunit.v3;

// Tests measure times, and stand-ins for services share the cores with what is tested.
[assembly: Parallelization(Mode = ParallelMode.None)]
