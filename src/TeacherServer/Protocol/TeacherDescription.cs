using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Hosting;
using Shape = Rrm.Images.ImageShape;

namespace Rrm.TeacherServer.Protocol;

/// <summary>What clients are told of a teacher.</summary>
internal static class TeacherDescription
{
    // Room for everything in a message that is not pixels.
    private const int MessageOverhead = 1 << 16;

    public static Teacher Of(TeacherModel model, ServerOptions options)
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
            Device = model.DeviceInUse.ToWord(),
            DeviceReason = model.DeviceReason ?? "",
            MaxBatchSize = options.MaxBatch,
            MaxRequestImages = Math.Min(options.MaxRequestImages, options.Limits.MaxMessageBytes / sizeof(float) / Math.Max(manifest.Input.Elements, manifest.RepresentationWidth + manifest.Classes)),
        };
        if (manifest.ThreatModel is { } threat)
            description.ThreatModel = new ThreatModel { Norm = threat.Norm.ToString().ToLowerInvariant(), Epsilon = threat.Eps };
        return description;
    }

    /// <summary>Bytes of the largest message that can hold a valid request.</summary>
    public static int MaxMessageBytes(IEnumerable<Shape> inputs, ServerOptions options) =>
        (int)Math.Min(inputs.Max(input => (long)input.Elements) * sizeof(float) * options.MaxRequestImages, options.Limits.MaxMessageBytes) + MessageOverhead;

    public static string ToWord(this Device device) => device.ToString().ToLowerInvariant();
}
