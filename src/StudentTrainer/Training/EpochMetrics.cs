namespace Rrm.StudentTrainer.Training;

/// <summary>One line of metrics.jsonl. Everything but the seconds is a function of the options.</summary>
/// <param name="Epoch">Epochs done, from 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="TrainAccuracy">Share of training images classified rightly as they were trained on (attacked, where the method attacks).</param>
/// <param name="TestAccuracy">Share of the monitored test images classified rightly after the epoch.</param>
/// <param name="LearningRate">Of the last update.</param>
/// <param name="Seconds">Training time; evaluation and checkpoint not counted.</param>
/// <param name="TeacherWaitSeconds">Of these, spent waiting for the teacher.</param>
/// <param name="ImagesPerSecond">Training images by seconds.</param>
public sealed record EpochMetrics(
    int Epoch, double Loss, double TrainAccuracy, double TestAccuracy, double LearningRate, double Seconds, double TeacherWaitSeconds, double ImagesPerSecond);
