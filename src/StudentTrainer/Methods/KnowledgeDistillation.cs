using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// Knowledge distillation (Hinton et al. 2015, arXiv 1503.02531; the RRM paper's equation 6) on natural images:
/// α·T²·KL(softmax(teacher/T) ‖ softmax(student/T)) + (1−α)·CE.
/// </summary>
/// <param name="temperature">T.</param>
/// <param name="alpha">α, share of the teacher.</param>
/// <param name="variant">
/// <see cref="KdVariant.Paper"/> also builds the student with T, as its teacher is expected to be, so that the softmax sees raw logits
/// divided by T²; the same raw logits get a gradient about T²·classes times smaller.
/// </param>
public sealed class KnowledgeDistillation(double temperature, double alpha, KdVariant variant) : TrainingMethod
{
    public override double? NetworkTemperature => variant == KdVariant.Paper ? temperature : null;

    public override double? TeacherTemperature => NetworkTemperature ?? 1;

    public override StepLoss Loss(TrainingStep step)
    {
        var teacher = step.TeacherLogits ?? throw new InvalidOperationException("Distillation was given no teacher logits.");
        var logits = step.Network.Logits(step.Images);
        var softened = logits.Div(temperature);
        var fromLabels = F.cross_entropy(variant == KdVariant.Paper ? softened : logits, step.Labels);
        return new(Divergence(teacher.Div(temperature), softened).Mul(alpha * temperature * temperature).Add(fromLabels.Mul(1 - alpha)), logits);
    }

    private Tensor Divergence(Tensor teacher, Tensor student)
    {
        var (target, prediction) = (teacher.log_softmax(1), student.log_softmax(1));
        var terms = target.exp() * (target - prediction);
        return variant == KdVariant.Paper ? terms.mean() : terms.sum(1).mean();
    }
}
