namespace Rrm.TeacherServer.Batching;

/// <summary>Images of one request that go into one batch.</summary>
internal readonly record struct BatchSlice(PendingRequest Request, int First, int Count);
