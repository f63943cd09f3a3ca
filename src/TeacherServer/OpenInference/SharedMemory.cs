using Rrm.Protocol.Inference;
using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>Tensors that a client wants to leave in memory that it shares with the server. This one shares none: what it reads, it was sent.</summary>
internal static class SharedMemory
{
    private const string Prefix = "shared_memory_";

    /// <summary>A refusal of a tensor that asks for it, or null.</summary>
    public static Refusal? Find(IReadOnlyDictionary<string, InferParameter> parameters, string direction, string tensor) =>
        parameters.Keys.Any(key => key.StartsWith(Prefix, StringComparison.Ordinal))
            ? Misuse.Of($"The {direction} {Quoted.Of(tensor)} asks for shared memory; this server has none. Send and receive the bytes.")
            : null;
}
