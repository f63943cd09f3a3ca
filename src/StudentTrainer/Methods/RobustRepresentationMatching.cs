using Rrm.StudentTrainer.Numerics;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Rrm.StudentTrainer.Methods;

/// <summary>
/// Robust Representation Matching (paper section 5, algorithm 1): λ·CE(student(x), y) + distance(g_student(x), g_teacher(x)) on natural
/// images; no attack anywhere.
/// </summary>
/// <param name="lambda">Weight of the cross-entropy.</param>
/// <param name="loss">Cosine enters as minus the similarity, l2 as the relative distance; both as means over the batch.</param>
/// <param name="replays">Updates made from one teacher answer.</param>
public sealed class RobustRepresentationMatching(double lambda, RepresentationLoss loss, int replays = 1) : TrainingMethod
{
    private const double CosineEpsilon = 1e-6;
    private const double LengthEpsilon = 1e-12;

    public override int UpdatesPerBatch => replays;

    public override StepLoss Loss(TrainingStep step)
    {
        var teacher = step.TeacherRepresentation ?? throw new InvalidOperationException("RRM was given no teacher representation.");
        var (student, logits) = step.Network.Forward(step.Images);
        return new(F.cross_entropy(logits, step.Labels).Mul(lambda).Add(Distance(student, teacher)), logits);
    }

    private Tensor Distance(Tensor student, Tensor teacher) => loss switch
    {
        RepresentationLoss.Cosine => -F.cosine_similarity(student, teacher, dim: 1, eps: CosineEpsilon).mean(),
        RepresentationLoss.L2 => ((student - teacher).norm(1) / teacher.norm(1).ClampMin(LengthEpsilon)).mean(),
        _ => throw new InvalidOperationException($"Unknown representation loss {loss}."),
    };
}
