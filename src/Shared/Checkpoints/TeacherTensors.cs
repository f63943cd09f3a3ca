namespace Rrm.Checkpoints;

/// <summary>Names of the graph's input [N,C,H,W] in [0,1] and its outputs [N,D] and [N,K].</summary>
public sealed record TeacherTensors(string Images, string Representation, string Logits)
{
    public static TeacherTensors Standard { get; } = new("images", "representation", "logits");
}
