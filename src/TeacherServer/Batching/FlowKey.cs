using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Batching;

/// <summary>What is served in turns: one client's work of one class.</summary>
internal readonly record struct FlowKey(string Client, WorkClass Work);
