namespace Rrm.TeacherServer.Tests.Fuzzing;

/// <summary>Something to send to the server.</summary>
/// <param name="Method">Path of the method.</param>
/// <param name="Body">Of the HTTP request: frames of gRPC, or what looks like them.</param>
/// <param name="Encoding">What the header grpc-encoding claims; empty for none.</param>
/// <param name="Framing">Whether the frames themselves are broken, not only the messages in them.</param>
internal sealed record WireCase(string Method, byte[] Body, string Encoding, bool Framing);
