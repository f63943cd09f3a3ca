namespace Rrm.Inference;

/// <summary>The words of --device: one device, or several GPUs with commas between.</summary>
public static class DeviceList
{
    /// <exception cref="RrmException">A word is no device, or the devices do not go together.</exception>
    public static IReadOnlyList<Device> Parse(string words)
    {
        var devices = words.Split(',', StringSplitOptions.TrimEntries).Select(ParseOne).ToList();
        if (devices.Distinct().Count() < devices.Count)
            throw new RrmException($"--device is '{words}'; expected every device once (cuda is cuda:0).");
        // Answers of different kinds differ in their last bits, and which one answers is chance.
        if (devices.Count > 1 && devices.Any(device => device.Kind != DeviceKind.Cuda))
            throw new RrmException($"--device is '{words}'; expected auto or cpu alone, or several GPUs such as cuda:0,cuda:1.");
        return devices;
    }

    private static Device ParseOne(string word) => Device.TryParse(word, out var device)
        ? device
        : throw new RrmException($"--device is '{word}'; expected auto, cpu or cuda, or cuda:N for another GPU than the first (several with commas).");
}
