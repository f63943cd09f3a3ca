using Rrm.Randomness;

namespace Rrm.Images;

/// <summary>
/// What is added to every pixel of an image, in units of [0,1]: a step along the principal components of ImageNet's colours, as in
/// Krizhevsky et al., "ImageNet Classification with Deep Convolutional Neural Networks" (2012).
/// </summary>
public readonly record struct Lighting(float Red, float Green, float Blue)
{
    /// <summary>A step whose parts are normal, <paramref name="sigma"/> times each component's eigenvalue.</summary>
    public static Lighting Draw(ref KeyedRandom random, float sigma)
    {
        Span<float> steps = stackalloc float[3];
        random.FillGaussian(steps);
        return At(sigma * steps[0], sigma * steps[1], sigma * steps[2]);
    }

    /// <summary>So many eigenvalues along each of the three components.</summary>
    public static Lighting At(float first, float second, float third)
    {
        (first, second, third) = (first * 0.2175f, second * 0.0188f, third * 0.0045f);
        return new(
            -0.5675f * first + 0.7192f * second + 0.4009f * third,
            -0.5808f * first - 0.0045f * second - 0.8140f * third,
            -0.5836f * first - 0.6948f * second + 0.4203f * third);
    }
}
