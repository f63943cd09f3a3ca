using Rrm.Representations;

namespace Rrm.TeacherServer.ByReference;

/// <summary>Which views are being computed now, so that each is computed once however many requests ask for it meanwhile. Thread-safe.</summary>
internal sealed class ViewClaims
{
    private readonly Lock gate = new();
    private readonly Dictionary<(RepresentationFile File, long Slot), Claim> taken = [];

    /// <summary>Takes those of some views that nobody has taken.</summary>
    /// <param name="file">Where their answers will be stored.</param>
    /// <param name="slots">Each item's record.</param>
    /// <param name="items">Which of them.</param>
    public Claim Take(RepresentationFile file, long[] slots, IEnumerable<int> items)
    {
        var claim = new Claim(this, file, slots);
        lock (gate)
        {
            foreach (var item in items)
            {
                if (taken.TryAdd((file, slots[item]), claim))
                    claim.Mine.Add(item);
                else
                    claim.Leave(item, taken[(file, slots[item])]);
            }
        }
        return claim;
    }

    /// <summary>One request's part of the work. Disposing it says that the answers are stored, or never will be.</summary>
    internal sealed class Claim(ViewClaims claims, RepresentationFile file, long[] slots) : IDisposable
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly HashSet<Claim> owners = [];
        private bool isGivenBack;

        /// <summary>Items that this request computes.</summary>
        public List<int> Mine { get; } = [];

        /// <summary>Items that other requests compute.</summary>
        public List<int> Theirs { get; } = [];

        /// <summary>Completes when these are done with them. Give back what is this request's first: then no two ever wait for each other.</summary>
        public Task OthersDone => Task.WhenAll(owners.Select(owner => owner.done.Task));

        public void Leave(int item, Claim owner)
        {
            Theirs.Add(item);
            owners.Add(owner);
        }

        public void Dispose()
        {
            lock (claims.gate)
            {
                if (isGivenBack)
                    return; // Others may have taken them since.
                isGivenBack = true;
                foreach (var item in Mine)
                    claims.taken.Remove((file, slots[item]));
            }
            done.SetResult();
        }
    }
}
