namespace Rrm.OnnxExport.Quantization;

/// <summary>A tensor of bytes in the graph under construction, and the names of the constants that say what they stand for.</summary>
internal readonly record struct ByteTensor(string Name, string Scale, string ZeroPoint, ByteGrid Grid);
