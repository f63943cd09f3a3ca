using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Reports;
using Rrm.StudentTrainer.Representations;
using Rrm.StudentTrainer.RobustData;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Commands;

/// <summary>How work stands, on one line that is rewritten in a terminal, and as plain lines, one in half a minute and one an epoch, elsewhere.</summary>
internal sealed class ProgressDisplay(TextWriter output) : IDisposable
{
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(30);
    private readonly bool isTerminal = !Console.IsOutputRedirected;
    private readonly Lock gate = new(); // Notices come from the threads that call services.
    private long lastPlain = Environment.TickCount64;
    private int lineLength;

    public void Notice(string line)
    {
        lock (gate)
        {
            Clear();
            output.WriteLine(line);
        }
    }

    public void Show(TrainingProgress progress)
    {
        lock (gate)
        {
            if (progress.FinishedEpoch is { } epoch)
            {
                Clear();
                output.WriteLine(
                    $"epoch {epoch.Epoch,3}/{progress.Epochs}  loss {epoch.Loss,8:0.0000}  train {epoch.TrainAccuracy,6:P1}  test {epoch.TestAccuracy,6:P1}  "
                    + $"{epoch.Seconds,6:0.0} s  {epoch.ImagesPerSecond,6:0} img/s{(epoch.TeacherWaitSeconds > 0 ? $"  teacher {epoch.TeacherWaitSeconds:0.0} s" : "")}");
                lastPlain = Environment.TickCount64;
                return;
            }
            Status($"epoch {progress.Epoch + 1,3}/{progress.Epochs}  batch {progress.Batch}/{progress.Batches}  loss {progress.Loss:0.0000}  lr {progress.LearningRate:0.0000}  {Words.Duration(progress.Remaining.TotalSeconds)} left{(progress.Teacher is { } teacher ? $"  teacher {teacher}" : "")}");
        }
    }

    public void Show(EvaluationProgress progress)
    {
        lock (gate)
            Status($"{progress.Attack}  restart {progress.Restart}/{progress.Restarts}  robust so far {progress.Robust:N0}/{progress.Samples:N0}  {progress.Fraction:P0} done  {Words.Duration(progress.Remaining.TotalSeconds)} left");
    }

    public void Show(RobustifyProgress progress)
    {
        lock (gate)
            Status($"images {progress.Images:N0}/{progress.Count:N0}  step {progress.Step}/{progress.Steps}  {Words.Duration(progress.Remaining.TotalSeconds)} left");
    }

    public void Show(FillingProgress progress)
    {
        lock (gate)
            Status($"views {progress.Views:N0}/{progress.Count:N0}  asked {progress.Asked:N0}  {Words.Duration(progress.Remaining.TotalSeconds)} left");
    }

    public void Dispose() => Clear();

    private void Status(string line)
    {
        if (isTerminal)
        {
            output.Write($"\r{line.PadRight(lineLength)}");
            lineLength = line.Length;
        }
        else if (Environment.TickCount64 - lastPlain > PlainInterval.TotalMilliseconds)
        {
            output.WriteLine(line);
            lastPlain = Environment.TickCount64;
        }
    }

    private void Clear()
    {
        if (lineLength > 0)
            output.Write($"\r{new string(' ', lineLength)}\r");
        lineLength = 0;
    }
}
