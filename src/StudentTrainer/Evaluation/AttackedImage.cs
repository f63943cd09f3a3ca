namespace Rrm.StudentTrainer.Evaluation;

/// <summary>An image after attack: the misclassified point where one was found, else the last start tried; the clean image where that is misclassified already.</summary>
/// <param name="Pixels">[C,H,W] row-major, in [0,1], not on the 8-bit grid.</param>
/// <param name="Prediction">Class predicted for these pixels.</param>
public sealed record AttackedImage(float[] Pixels, int Prediction);
