namespace Rrm.Architectures;

/// <summary>Shape of one image's features between two layers: a map, or a vector of Channels values once flattened.</summary>
internal readonly record struct FeatureShape(int Channels, int Height, int Width, bool IsVector = false)
{
    public override string ToString() => IsVector ? $"a vector of {Channels}" : $"{Channels}x{Height}x{Width}";
}
