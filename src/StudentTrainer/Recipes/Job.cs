using Rrm.StudentTrainer.Commands;

namespace Rrm.StudentTrainer.Recipes;

/// <summary>
/// One command line of a reproduction, and how to tell that it has been run. Jobs do what a person would type, so what is recorded is what was run.
/// Running a job again goes on where it was stopped.
/// </summary>
/// <param name="Folder">What it works in; two jobs of one kind with one folder are one job.</param>
/// <param name="Title">For people, as "train rrm resnet50 (seed 0)".</param>
/// <param name="Needs">Jobs that must be done before.</param>
internal abstract record Job(string Folder, string Title, IReadOnlyList<Job> Needs)
{
    /// <summary>The words after 'rrm' that do it, from wherever it stands.</summary>
    public abstract IReadOnlyList<string> Words { get; }

    public abstract bool IsDone { get; }

    /// <summary>Seconds that it takes from the start, by speeds that were measured.</summary>
    public abstract double Estimate(SpeedBook speeds);

    /// <summary>Does it. What goes wrong comes as an exception.</summary>
    public virtual void Execute(CancellationToken cancellation) => CommandRunner.Run(Words, cancellation);
}
