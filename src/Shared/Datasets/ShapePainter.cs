using Rrm.Images;
using Rrm.Randomness;

namespace Rrm.Datasets;

/// <summary>
/// Paints one image: background, a bright form (the cue that survives an attack), gratings of no meaning, a faint class-coded
/// grating (the cue that does not) and pixel noise. Lengths in pixels, brightness in [0, 1].
/// </summary>
internal sealed class ShapePainter
{
    public const int Side = 32;
    private const int Plane = Side * Side;
    private const float Centre = (Side - 1) / 2f;

    // What a class's faint grating repeats in, in cycles per pixel across and down. One half alternates from pixel to pixel.
    private static readonly (float X, float Y)[] cueFrequencies =
    [
        (0.5f, 0f), (0f, 0.5f), (0.5f, 0.5f), (0.375f, 0f), (0f, 0.375f),
        (0.375f, 0.375f), (0.5f, 0.25f), (0.25f, 0.5f), (0.25f, 0.25f), (0.5f, 0.375f),
    ];

    private readonly float[] canvas = new float[3 * Plane];
    private KeyedRandom random;

    /// <summary>Paints image <paramref name="index"/> of a split and returns its label.</summary>
    public int Paint(long seed, int split, int index, Span<byte> pixels)
    {
        random = new KeyedRandom(seed, RandomDomain.Shapes, split, index);
        var label = index % ShapeForm.Names.Length; // any prefix of a split is balanced
        PaintForm(label);
        for (var grating = 0; grating < ShapeRules.Gratings; grating++) AddGrating();
        AddCue(random.NextSingle() < ShapeRules.CueReliability ? label : random.NextInt32(ShapeForm.Names.Length));
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = canvas[i] + ShapeRules.NoiseSigma * Noise();
            pixels[i] = (byte)(Math.Clamp(value, 0f, 1f) * 255f + 0.5f);
        }

        return label;
    }

    private void PaintForm(int label)
    {
        var turns = Between(-ShapeRules.MaxTurns, ShapeRules.MaxTurns);
        var (sine, cosine) = (Wave.Sine(turns), Wave.Cosine(turns));
        var size = Between(ShapeRules.MinHalfSize, ShapeRules.MaxHalfSize);
        var (centreX, centreY) = (Centre + Between(-ShapeRules.MaxShift, ShapeRules.MaxShift), Centre + Between(-ShapeRules.MaxShift, ShapeRules.MaxShift));
        var background = Colour(Between(ShapeRules.MinBackground, ShapeRules.MaxBackground), 0.85f, 1.15f);
        var form = Colour(Between(ShapeRules.MinContrast, ShapeRules.MaxContrast), 0.75f, 1f);
        for (var place = 0; place < Plane; place++)
        {
            var (x, y) = (place % Side - centreX, place / Side - centreY);
            var distance = ShapeForm.Distance(label, (cosine * x + sine * y) / size, (cosine * y - sine * x) / size);
            var cover = Math.Clamp(0.5f - distance * size, 0f, 1f); // edges are one pixel soft
            canvas[place] = background.R + form.R * cover;
            canvas[Plane + place] = background.G + form.G * cover;
            canvas[2 * Plane + place] = background.B + form.B * cover;
        }
    }

    private void AddGrating()
    {
        var amplitude = Between(0f, ShapeRules.MaxGrating);
        var direction = Between(0f, 0.5f);
        var cycles = Between(ShapeRules.MinGratingCycles, ShapeRules.MaxGratingCycles);
        var (across, down) = (cycles * Wave.Cosine(direction), cycles * Wave.Sine(direction));
        var phase = random.NextSingle();
        var colour = Colour(amplitude, -1f, 1f);
        for (var place = 0; place < Plane; place++)
            Add(place, Wave.Sine(across * (place % Side) + down * (place / Side) + phase), colour);
    }

    private void AddCue(int label)
    {
        var (across, down) = cueFrequencies[label];
        var (phaseAcross, phaseDown) = (CuePhase(across), CuePhase(down));
        var colour = (ShapeRules.CueAmplitude, ShapeRules.CueAmplitude, ShapeRules.CueAmplitude);
        for (var place = 0; place < Plane; place++)
            Add(place, Wave.Cosine(across * (place % Side) + phaseAcross) * Wave.Cosine(down * (place / Side) + phaseDown), colour);
    }

    // A grating that alternates from pixel to pixel keeps its strength only in two phases; one that is constant along an axis, in one.
    private float CuePhase(float cycles) => cycles switch
    {
        0f => 0f,
        0.5f => random.NextInt32(2) * 0.5f,
        _ => random.NextSingle(),
    };

    private void Add(int place, float value, (float R, float G, float B) colour)
    {
        canvas[place] += value * colour.R;
        canvas[Plane + place] += value * colour.G;
        canvas[2 * Plane + place] += value * colour.B;
    }

    private (float R, float G, float B) Colour(float brightness, float low, float high) =>
        (brightness * Between(low, high), brightness * Between(low, high), brightness * Between(low, high));

    private float Between(float low, float high) => random.NextSingle(low, high);

    // The sum of four random bytes, centred and scaled to variance 1: near enough to a normal value, in exact arithmetic.
    private float Noise()
    {
        var bits = random.NextUInt32();
        var sum = (bits & 255) + ((bits >> 8) & 255) + ((bits >> 16) & 255) + (bits >> 24);
        return (sum - 510f) / 147.8f;
    }
}
