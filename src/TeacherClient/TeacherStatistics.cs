namespace Rrm.Clients;

/// <summary>How a client does, at one moment.</summary>
/// <param name="Up">Endpoints that answer, as far as is known.</param>
/// <param name="Endpoints">Endpoints in all.</param>
/// <param name="InFlight">Attempts under way.</param>
/// <param name="Depth">Requests that may be under way now: fewer than the options say after a quota was met.</param>
/// <param name="Answers">Calls that were answered.</param>
/// <param name="Retries">Attempts made because one before failed.</param>
/// <param name="Hedges">Second attempts made because the first took long.</param>
/// <param name="HedgesWon">Those of them that answered first.</param>
/// <param name="Pushbacks">Attempts that were refused with RESOURCE_EXHAUSTED.</param>
/// <param name="LastProblem">What the last attempt met, for people, if it failed.</param>
public sealed record TeacherStatistics(
    int Up, int Endpoints, int InFlight, int Depth, long Answers, long Retries, long Hedges, long HedgesWon, long Pushbacks, string? LastProblem)
{
    /// <summary>On a part of a line.</summary>
    public override string ToString() =>
        $"{Up}/{Endpoints} up, {InFlight} in flight of {Depth}{Some(Retries, "retry", "retries")}{Some(Hedges, "hedge", "hedges")}{Some(Pushbacks, "pushback", "pushbacks")}";

    private static string Some(long count, string one, string many) => count == 0 ? "" : $", {count:N0} {(count == 1 ? one : many)}";
}
