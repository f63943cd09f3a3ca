namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// What one update costs, in forward passes of a batch. By convention a backward pass to the weights and through the activations costs two, one to the
/// pixels alone costs one; optimizer, noise and projections cost nothing.
/// </summary>
/// <param name="Student">Forward passes' worth of the network in training.</param>
/// <param name="Teacher">Of the teacher.</param>
public sealed record StepCost(double Student, double Teacher = 0)
{
    /// <summary>Forward and full backward: what every update ends with.</summary>
    public const double Update = 3;

    /// <summary>All of it in forward passes of the student.</summary>
    /// <param name="teacherForward">A forward pass of the teacher, in those of the student: the ratio of their multiply-accumulates.</param>
    public double Total(double teacherForward = 0) => Student + Teacher * teacherForward;
}
