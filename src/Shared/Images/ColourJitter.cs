using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Rrm.Randomness;

namespace Rrm.Images;

/// <summary>
/// Brightness, contrast and saturation, changed one after the other, each rounded towards zero to 0 … 255 as Pillow's enhancers do.
/// </summary>
/// <param name="Brightness">0 is black, 1 the image.</param>
/// <param name="Contrast">0 is the image's mean grey, 1 the image.</param>
/// <param name="Saturation">0 is grey, 1 the image.</param>
/// <param name="Order">Which of the six orders.</param>
public readonly record struct ColourJitter(float Brightness, float Contrast, float Saturation, int Order)
{
    private const int RedShare = 19595, GreenShare = 38470, BlueShare = 7471, Half = 1 << 15; // ITU-R 601-2 luma in 16-bit fixed point
    private static readonly string[] orders = ["BCS", "BSC", "CBS", "CSB", "SBC", "SCB"];

    /// <summary>Factors uniform in 1 ± <paramref name="strength"/>, in a random order.</summary>
    public static ColourJitter Draw(ref KeyedRandom random, float strength) => new(
        random.NextSingle(1 - strength, 1 + strength), random.NextSingle(1 - strength, 1 + strength), random.NextSingle(1 - strength, 1 + strength),
        random.NextInt32(orders.Length));

    /// <summary>Changes an RGB image in place.</summary>
    /// <param name="pixels">Three channel planes.</param>
    public void Apply(Span<byte> pixels)
    {
        foreach (var operation in orders[Order])
        {
            switch (operation)
            {
                case 'B': Blend(pixels, 0, Brightness); break;
                case 'C': Blend(pixels, MeanGrey(pixels), Contrast); break;
                default: Saturate(pixels, Saturation); break;
            }
        }
    }

    private static void Blend(Span<byte> pixels, int from, float factor)
    {
        Span<byte> blended = stackalloc byte[256];
        for (var value = 0; value < blended.Length; value++) blended[value] = Away(from, (byte)value, factor);
        foreach (ref var pixel in pixels) pixel = blended[pixel];
    }

    private static int MeanGrey(ReadOnlySpan<byte> pixels)
    {
        var (plane, sum) = (pixels.Length / 3, 0L);
        for (var place = 0; place < plane; place++) sum += Grey(pixels[place], pixels[plane + place], pixels[2 * plane + place]);
        return (int)((double)sum / plane + 0.5);
    }

    private static void Saturate(Span<byte> pixels, float factor)
    {
        var (plane, place) = (pixels.Length / 3, 0);
        for (; place <= plane - Vector256<int>.Count; place += Vector256<int>.Count)
        {
            var (red, green, blue) = (Load(pixels[place..]), Load(pixels[(plane + place)..]), Load(pixels[(2 * plane + place)..]));
            var grey = (red * RedShare + green * GreenShare + blue * BlueShare + Vector256.Create(Half)) >> 16;
            Store(Away(grey, red, factor), pixels[place..]);
            Store(Away(grey, green, factor), pixels[(plane + place)..]);
            Store(Away(grey, blue, factor), pixels[(2 * plane + place)..]);
        }

        for (; place < plane; place++)
        {
            var grey = Grey(pixels[place], pixels[plane + place], pixels[2 * plane + place]);
            for (var value = place; value < pixels.Length; value += plane) pixels[value] = Away(grey, pixels[value], factor);
        }
    }

    private static int Grey(int red, int green, int blue) => (red * RedShare + green * GreenShare + blue * BlueShare + Half) >> 16;

    private static byte Away(int from, byte value, float factor) => (byte)Math.Clamp((int)(from + factor * (value - from)), 0, 255);

    private static Vector256<int> Away(Vector256<int> from, Vector256<int> value, float factor) => Vector256.Clamp(
        Vector256.ConvertToInt32(Vector256.ConvertToSingle(from) + factor * Vector256.ConvertToSingle(value - from)), Vector256<int>.Zero, Vector256.Create(255));

    private static Vector256<int> Load(ReadOnlySpan<byte> eight)
    {
        var words = Vector128.WidenLower(Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(eight)).AsByte());
        return Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
    }

    private static void Store(Vector256<int> values, Span<byte> eight)
    {
        var words = Vector128.Narrow(values.GetLower(), values.GetUpper()).AsUInt16();
        MemoryMarshal.Write(eight, Vector128.Narrow(words, Vector128<ushort>.Zero).AsUInt64()[0]);
    }
}
