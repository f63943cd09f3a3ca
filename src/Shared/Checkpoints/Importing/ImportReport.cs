using Rrm.Images;

namespace Rrm.Checkpoints.Importing;

/// <summary>What was made of a file.</summary>
/// <param name="Source">The file.</param>
/// <param name="Format">Its kind, and where in it the tensors were.</param>
/// <param name="Architecture">Name of the architecture.</param>
/// <param name="Classes">Number of logits.</param>
/// <param name="Normalization">The constants that were used.</param>
/// <param name="NormalizationOfFile">The constants that the file carries, if any.</param>
/// <param name="Tensors">Tensors taken over.</param>
/// <param name="LeftOut">Names in the file of what belongs to an attack or a normaliser around the network, or was left out by the name map.</param>
/// <param name="WithoutCounters">Whether the file lacks batch norm's counters, as those before PyTorch 0.4.1 do; nothing here depends on them.</param>
/// <param name="ParametersSha256">Identity of the weights.</param>
public sealed record ImportReport(
    ModelSource Source, string Format, string Architecture, int Classes, Normalization Normalization, Normalization? NormalizationOfFile, int Tensors, IReadOnlyList<string> LeftOut,
    bool WithoutCounters, string ParametersSha256);
