using Rrm.StudentTrainer.Networks;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>The loop that attacks share: evaluate the present points, note what broke, move on.</summary>
internal static class AttackRun
{
    /// <summary>Runs a trajectory to its end and disposes it. steps + 1 forward and steps backward passes.</summary>
    public static AttackResult Of(Trajectory trajectory, Network network, int steps, AttackMode mode)
    {
        using var scope = NewDisposeScope();
        using var owned = trajectory;
        using var frozen = network.Freeze();
        using var ledger = new AttackLedger(trajectory.Points.Value);
        Follow(trajectory, ledger, network, steps, mode);
        return ledger.Result();
    }

    private static void Follow(Trajectory trajectory, AttackLedger ledger, Network network, int steps, AttackMode mode)
    {
        for (var step = 0; ; step++)
        {
            using var iteration = NewDisposeScope();
            var here = InputGradient.At(network, trajectory.Points.Value, trajectory.Labels.Value, withGradient: step < steps);
            ledger.Record(trajectory.Points.Value, here);
            if (step == steps)
                return;
            if (mode == AttackMode.Verdict && ledger.DropBroken(here.Wrong) is { } survivors)
            {
                if (survivors.shape[0] == 0)
                    return;
                trajectory.Keep(survivors);
                here = here.Keep(survivors);
            }
            trajectory.Advance(step, here);
        }
    }
}
