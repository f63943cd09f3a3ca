namespace Rrm.TeacherServer.Tests;

/// <summary>Tests that measure: nothing else runs in this process meanwhile.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
