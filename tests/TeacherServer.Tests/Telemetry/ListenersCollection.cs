namespace Rrm.TeacherServer.Tests.Telemetry;

/// <summary>Whoever listens to spans or collects metrics hears the whole process, so these tests run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ListenersCollection
{
    public const string Name = "listeners";
}
