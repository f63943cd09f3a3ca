namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Something to send to the server.</summary>
/// <param name="Method">Path of the method.</param>
/// <param name="Body">Of the HTTP request: frames of gRPC, or what looks like them.</param>
/// <param name="Encoding">What the header grpc-encoding claims; empty for none.</param>
internal sealed record WireCase(string Method, byte[] Body, string Encoding);
