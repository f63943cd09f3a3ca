using Rrm.Checkpoints;

namespace Rrm.StudentTrainer.Reports;

/// <summary>The attack by which a report measures robust accuracy: per image the worst of all restarts.</summary>
/// <param name="Name">APGD-CE, PGD, …</param>
/// <param name="Norm">l∞ or l2.</param>
/// <param name="Eps">Radius in pixels, images in [0,1].</param>
/// <param name="Steps">Steps of one restart.</param>
/// <param name="Restarts">Random starts an image.</param>
/// <param name="Images">Test images attacked.</param>
public sealed record ReportAttack(string Name, Norm Norm, double Eps, int Steps, int Restarts, int Images);
