namespace Rrm.Checkpoints;

/// <summary>The perturbations a classifier was trained against.</summary>
/// <param name="Norm">l∞ or l2.</param>
/// <param name="Eps">Radius in pixels, images in [0,1]; 8/255 is 0.0314.</param>
public sealed record ThreatModel(Norm Norm, double Eps);
