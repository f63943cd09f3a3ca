namespace Rrm.StudentTrainer.Methods;

/// <summary>How far the student's representation is from the teacher's.</summary>
public enum RepresentationLoss
{
    /// <summary>Minus the cosine similarity: -1 when equal in direction (paper section 5.2).</summary>
    Cosine,

    /// <summary>‖student − teacher‖ / ‖teacher‖: 0 when equal (the authors' choice for Restricted-ImageNet).</summary>
    L2,
}
