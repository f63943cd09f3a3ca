using System.IO.Hashing;
using Rrm.Protocol.V1;
using ImageBatch = Rrm.Images.ImageBatch;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>
/// Asks about images by their places in a data set that the service has too. A service that refuses, because it does not have the data set or
/// shows other pixels, is sent pixels from then on; that is told once.
/// </summary>
internal sealed class ByReference(bool isWanted, Action<string> notice)
{
    private int isOn = isWanted ? 1 : 0;

    public bool IsOn => Volatile.Read(ref isOn) == 1;

    /// <summary>What stands for the pixels of a batch, with a checksum of its first image, so that other pixels are noticed.</summary>
    public static ImageReferences Of(ImageBatch batch)
    {
        var pixels = batch.Shifts is null ? batch.Pixels.Span : batch.FloatPixels.Span;
        var references = new ImageReferences
        {
            DataSet = batch.Images.Identity,
            Augmentation = batch.Augmentation.Name,
            Seed = batch.Seed,
            Epoch = batch.Epoch,
            FirstImageCrc32 = Crc32.HashToUInt32(pixels[..(pixels.Length / batch.Count)]),
        };
        references.Indices.AddRange(batch.Indices.Select(index => (uint)index));
        if (batch.ViewNumbers() is { } numbers)
            references.Views.AddRange(numbers.Select(number => (uint)number));
        return references;
    }

    /// <summary>Sends pixels from here on.</summary>
    /// <param name="refusal">What the service said.</param>
    public void GiveUp(RrmException refusal)
    {
        if (Interlocked.Exchange(ref isOn, 0) == 1)
            notice($"{refusal.Message} The images are sent by value.");
    }
}
