using Grpc.Core;

namespace Rrm.Clients;

/// <summary>No endpoint answered within the time or the attempts of a call. A later call may succeed.</summary>
/// <param name="message">One sentence for people.</param>
/// <param name="status">What the last attempt met.</param>
/// <param name="inner">What was behind it.</param>
public sealed class TeacherUnavailableException(string message, StatusCode status = StatusCode.Unavailable, Exception? inner = null) : TeacherCallException(status, message, inner);
