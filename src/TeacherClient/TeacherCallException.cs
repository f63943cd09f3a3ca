using Grpc.Core;

namespace Rrm.Clients;

/// <summary>A call that came to no answer. This type itself: the service refused, and would again.</summary>
/// <param name="status">What the service said, or the last attempt met.</param>
/// <param name="message">One sentence for people.</param>
/// <param name="inner">What was behind it.</param>
public class TeacherCallException(StatusCode status, string message, Exception? inner = null) : RrmException(message, inner)
{
    /// <summary>What the service said, or the last attempt met.</summary>
    public StatusCode Status => status;
}
