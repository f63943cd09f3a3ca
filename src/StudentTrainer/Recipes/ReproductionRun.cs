namespace Rrm.StudentTrainer.Recipes;

/// <summary>Does the jobs of a plan that are not done. One that fails takes along only those that need it.</summary>
internal sealed class ReproductionRun(ReproductionPlan plan, IReadOnlyList<ReproductionRecord> records, Action<string> notice)
{
    /// <summary>One sentence for each job that failed or could not begin.</summary>
    /// <exception cref="OperationCanceledException">Stopped; running it again goes on.</exception>
    public IReadOnlyList<string> Execute(CancellationToken cancellation)
    {
        var failed = new Dictionary<string, string>();
        foreach (var (job, number) in plan.Jobs.Select((job, index) => (job, index + 1)))
        {
            cancellation.ThrowIfCancellationRequested();
            if (job.IsDone)
                continue;
            var title = $"job {number}/{plan.Jobs.Count}: {job.Title}";
            if (job.Needs.FirstOrDefault(needed => failed.ContainsKey(needed.Folder)) is { } missing)
            {
                failed[job.Folder] = $"{title}: not begun, for want of '{missing.Title}'";
                continue;
            }
            notice(title);
            try
            {
                job.Execute(cancellation);
                if (!job.IsDone)
                    throw new RrmException($"its command ended without an error, and '{job.Folder}' does not hold what it should. Look at what it printed.");
            }
            catch (Exception problem) when (problem is not OperationCanceledException)
            {
                failed[job.Folder] = $"{title}: {(problem is RrmException or IOException or UnauthorizedAccessException ? problem.Message : $"{problem.GetType().Name}: {problem.Message}")}";
                notice($"failed: {failed[job.Folder]}");
            }
            Write();
        }
        Write();
        return [.. failed.Values];
    }

    private void Write()
    {
        foreach (var record in records)
            record.Write();
    }
}
