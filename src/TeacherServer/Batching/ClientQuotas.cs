using System.Runtime.InteropServices;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Batching;

/// <summary>How many images each client with a quota has in flight, over all teachers. Thread-safe.</summary>
internal sealed class ClientQuotas
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> inFlight = [];

    /// <summary>False when the client would have more in flight than it may; else give them back with <see cref="Leave"/>.</summary>
    public bool TryEnter(Caller caller, int images)
    {
        if (images == 0 || caller.MaxImagesInFlight == int.MaxValue)
            return true;
        lock (gate)
        {
            var held = inFlight.GetValueOrDefault(caller.Name);
            if (held + (long)images > caller.MaxImagesInFlight)
                return false;
            inFlight[caller.Name] = held + images;
            return true;
        }
    }

    public void Leave(Caller caller, int images)
    {
        if (images == 0 || caller.MaxImagesInFlight == int.MaxValue)
            return;
        lock (gate)
        {
            ref var held = ref CollectionsMarshal.GetValueRefOrNullRef(inFlight, caller.Name);
            held -= images;
            // Names come and go with connections: those that hold nothing are forgotten.
            if (held == 0)
                inFlight.Remove(caller.Name);
        }
    }
}
