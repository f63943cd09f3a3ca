using System.Globalization;
using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Shape = Rrm.Images.ImageShape;

namespace Rrm.TeacherServer.Protocol;

/// <summary>What clients are told of a teacher.</summary>
internal static class TeacherDescription
{
    // A message is read whole before it can be judged, so this bounds what one call may make the service hold.
    private const int MaxPayloadBytes = 64 << 20;

    // Room for everything in a message that is not pixels.
    private const int MessageOverhead = 1 << 16;

    /// <param name="model">The loaded teacher.</param>
    /// <param name="options">Limits of batches and requests.</param>
    /// <param name="maxMessageBytes">What <see cref="MaxMessageBytes"/> was when the server started; a teacher that came later may have larger images.</param>
    public static Teacher Of(TeacherModel model, ServerOptions options, int maxMessageBytes)
    {
        var manifest = model.Manifest;
        var description = new Teacher
        {
            Name = model.Name,
            Sha256 = model.Sha256,
            Architecture = manifest.ArchitectureName,
            Input = new ImageShape { Channels = manifest.Input.Channels, Height = manifest.Input.Height, Width = manifest.Input.Width },
            RepresentationWidth = manifest.RepresentationWidth,
            Classes = manifest.Classes,
            ClassNames = { manifest.ClassNames },
            Device = model.DeviceInUse.Kind.ToString().ToLowerInvariant(),
            DeviceReason = model.DeviceReason ?? "",
            MaxBatchSize = options.MaxBatch,
            MaxRequestImages = Math.Min(options.MaxRequestImages, Math.Min(
                (maxMessageBytes - MessageOverhead) / sizeof(float) / manifest.Input.Elements,
                MaxPayloadBytes / sizeof(float) / (manifest.RepresentationWidth + manifest.Classes))),
            Version = model.Folder.Version.ToString(CultureInfo.InvariantCulture),
            Precision = manifest.Precision,
            Temperature = manifest.Temperature,
            Devices = { model.Devices.Select(device => device.ToString()) },
        };
        if (manifest.ThreatModel is { } threat)
            description.ThreatModel = new ThreatModel { Norm = threat.Norm.ToString().ToLowerInvariant(), Epsilon = threat.Eps };
        return description;
    }

    /// <summary>Bytes of the largest message that can hold a valid request.</summary>
    public static int MaxMessageBytes(IEnumerable<Shape> inputs, ServerOptions options) =>
        (int)Math.Min(inputs.Max(input => (long)input.Elements) * sizeof(float) * options.MaxRequestImages, MaxPayloadBytes) + MessageOverhead;
}
