using Rrm.Protocol.V1;

namespace Rrm.StudentTrainer.Tests.Teachers;

/// <summary>Holds calls until so many have come, then answers these from the last to the first.</summary>
internal sealed class LastFirst(int size)
{
    private readonly Lock gate = new();
    private Stack<TaskCompletionSource> filling = new();

    /// <summary>Numbers of the calls in the order of their answers.</summary>
    public List<int> Answered { get; } = [];

    public async Task<RepresentResponse> AnswerAsync(FakeCall call)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Stack<TaskCompletionSource> mine;
        lock (gate)
        {
            mine = filling;
            mine.Push(turn);
            if (mine.Count == size)
            {
                filling = new();
                mine.Pop().SetResult();
            }
        }
        await turn.Task.InTime();
        lock (gate)
            Answered.Add(call.Number);
        _ = LetNextGoAsync(mine);
        return call.Right();
    }

    // A little later, so that this answer is on its way before the next one.
    private static async Task LetNextGoAsync(Stack<TaskCompletionSource> waiting)
    {
        await Task.Delay(20);
        if (waiting.TryPop(out var next))
            next.SetResult();
    }
}
