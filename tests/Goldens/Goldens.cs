using System.Text;
using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.Images;

namespace Rrm;

/// <summary>
/// Reference numbers made with PyTorch 1.13 in float32. Weights and images are not stored: a rule computes them from names, here as there.
/// </summary>
public static class Goldens
{
    private static readonly Lazy<IReadOnlyDictionary<string, TensorData>> Stored = new(() => SafeTensors.Read(Path("goldens.safetensors")));

    public static string Path(string file) => System.IO.Path.Combine(AppContext.BaseDirectory, "goldens", file);

    /// <summary>A stored tensor.</summary>
    public static TensorData Tensor(string name) => Stored.Value[name];

    /// <summary>The architecture with the weights of the rule, in the normalisation that the goldens use.</summary>
    public static Checkpoint Checkpoint(string name)
    {
        var imageNet = name is "alexnet" or "vgg16" or "resnet50-imagenet";
        return Checkpoint(ArchitectureCatalog.Create(name, imageNet ? 9 : 10), imageNet ? Normalization.ImageNet : Normalization.Cifar10);
    }

    /// <summary>Any architecture with weights of the rule.</summary>
    public static Checkpoint Checkpoint(Architecture architecture, Normalization normalization)
    {
        string[] classes = [.. Enumerable.Range(0, architecture.Classes).Select(index => $"class {index}")];
        return new(ModelManifest.Of(architecture, classes, normalization), architecture, architecture.Tensors.ToDictionary(tensor => tensor.Name, Weights));
    }

    /// <summary>Images of the rule, one byte a value, [count, channels, height, width].</summary>
    public static byte[] Images(int count, ImageShape shape, uint salt = 0)
    {
        var images = new byte[count * shape.Elements];
        for (var index = 0; index < images.Length; index++)
            images[index] = (byte)Hash("images", index, salt);
        return images;
    }

    /// <summary>Numbers in [0,1) of the rule.</summary>
    public static double[] Uniform(string name, int count) => [.. Enumerable.Range(0, count).Select(index => Unit(name, index))];

    private static TensorData Weights(TensorDescription tensor)
    {
        if (tensor.Role == TensorRole.BatchesTracked)
            return TensorData.Of(0);
        var values = new float[tensor.ElementCount];
        var fanIn = tensor.Shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        for (var index = 0; index < values.Length; index++)
        {
            var u = Unit(tensor.Name, index);
            values[index] = (float)(tensor.Role switch
            {
                TensorRole.Weight => (2 * u - 1) * Math.Sqrt(6.0 / fanIn),
                TensorRole.RunningVariance => 1 + 0.5 * u,
                TensorRole.Scale => 1 + 0.1 * (2 * u - 1),
                _ => 0.1 * (2 * u - 1),
            });
        }
        return TensorData.Of(values, tensor.Shape);
    }

    private static double Unit(string name, int index) => Hash(name, index, 0) / 4294967296.0;

    private static uint Hash(string name, int index, uint salt)
    {
        var h = unchecked((uint)index * 0x9E3779B1u + Crc32(name) + salt);
        h ^= h >> 16;
        h = unchecked(h * 0x85EBCA6Bu);
        h ^= h >> 13;
        h = unchecked(h * 0xC2B2AE35u);
        return h ^ (h >> 16);
    }

    private static uint Crc32(string name)
    {
        if (Checksums.TryGetValue(name, out var known))
            return known;
        var crc = 0xFFFFFFFFu;
        foreach (var b in Encoding.UTF8.GetBytes(name))
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
        }
        return Checksums[name] = ~crc;
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, uint> Checksums = new();
}
