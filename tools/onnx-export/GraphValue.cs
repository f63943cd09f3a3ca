namespace Rrm.OnnxExport;

/// <summary>A value of the graph under construction: its name, and height and width while it is a feature map.</summary>
internal readonly record struct GraphValue(string Name, int Height, int Width)
{
    /// <summary>The map that a square window leaves when it slides over this one.</summary>
    public GraphValue Slide(int kernel, int stride, int padding) =>
        this with { Height = (Height + 2 * padding - kernel) / stride + 1, Width = (Width + 2 * padding - kernel) / stride + 1 };
}
