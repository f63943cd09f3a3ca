using System.Runtime.InteropServices;
using Rrm.Images;
using Rrm.Randomness;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Attacks;

/// <summary>
/// The randomness of attack starts. Each image's noise is a function of (seed, domain, round, image index), so it depends neither
/// on the batch the image is in nor on what was drawn before.
/// </summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Domain"><see cref="RandomDomain.TrainingAttack"/> or <see cref="RandomDomain.AttackStart"/>.</param>
/// <param name="Round">The epoch in training, the restart in evaluation, counted from 0.</param>
public readonly record struct AttackNoise(long Seed, RandomDomain Domain, int Round)
{
    private const int RadiusStream = 1; // the third coordinate; 0 holds the directions

    /// <summary>Uniform in [-1, 1], [N,C,H,W] float32.</summary>
    /// <param name="indices">Each image's place in its set.</param>
    /// <param name="shape">Of one image.</param>
    /// <param name="device">Where the noise is wanted.</param>
    public Tensor Uniform(int[] indices, ImageShape shape, Device device) =>
        Fill(indices, shape, device, static (ref random, values) => random.FillUniform(values, -1, 1));

    /// <summary>Standard normal, [N,C,H,W] float32.</summary>
    /// <inheritdoc cref="Uniform"/>
    public Tensor Gaussian(int[] indices, ImageShape shape, Device device) =>
        Fill(indices, shape, device, static (ref random, values) => random.FillGaussian(values));

    /// <summary>Lengths of vectors that are uniform in the unit ball of that many dimensions, [N,1,1,1] float32.</summary>
    public Tensor Radii(int[] indices, int dimensions, Device device)
    {
        using var scope = NewDisposeScope();
        var radii = new float[indices.Length];
        for (var row = 0; row < radii.Length; row++)
            radii[row] = MathF.Pow(new KeyedRandom(Seed, Domain, Round, indices[row], RadiusStream).NextSingle(), 1f / dimensions);
        return tensor(radii, [radii.Length, 1, 1, 1]).to(device).MoveToOuterDisposeScope();
    }

    private Tensor Fill(int[] indices, ImageShape shape, Device device, Filler fill)
    {
        using var scope = NewDisposeScope();
        var noise = empty([indices.Length, shape.Channels, shape.Height, shape.Width], ScalarType.Float32);
        var (seed, domain, round) = this;
        Parallel.For(0, indices.Length, row =>
        {
            var random = new KeyedRandom(seed, domain, round, indices[row]);
            fill(ref random, MemoryMarshal.Cast<byte, float>(noise.bytes).Slice(row * shape.Elements, shape.Elements));
        });
        return noise.to(device).MoveToOuterDisposeScope();
    }

    private delegate void Filler(ref KeyedRandom random, Span<float> values);
}
