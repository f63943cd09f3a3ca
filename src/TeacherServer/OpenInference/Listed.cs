using Rrm.TeacherServer.Protocol;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>Names from a request inside our sentences: the first few of them.</summary>
internal static class Listed
{
    private const int Shown = 4;

    public static string Of(IEnumerable<string> names)
    {
        var all = names.Take(Shown + 1).ToList();
        return all.Count == 0 ? "none" : string.Join(", ", all.Take(Shown).Select(Quoted.Of)) + (all.Count > Shown ? ", ..." : "");
    }
}
