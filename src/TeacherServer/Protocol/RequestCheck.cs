using System.Runtime.InteropServices;
using Grpc.Core;
using Rrm.Inference;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Repository;
using Rrm.TeacherServer.Telemetry;

namespace Rrm.TeacherServer.Protocol;

/// <summary>Whether a teacher can answer a request. Everything is checked here, before the request meets others in a batch.</summary>
internal static class RequestCheck
{
    /// <summary>The first thing that is wrong, or null.</summary>
    public static Refusal? Find(RepresentRequest request, ServedTeacher teacher)
    {
        if (request.Sha256.Length > 0 && !string.Equals(request.Sha256, teacher.Sha256, StringComparison.OrdinalIgnoreCase))
            return new(StatusCode.FailedPrecondition, RefusalReason.Pinned,
                $"Teacher '{teacher.Name}' has sha256 {teacher.Sha256}; the request pins {Quoted.Of(request.Sha256)}. The teacher was replaced, or the pin is another one's.");
        if (!Enum.IsDefined(request.Format))
            return Invalid($"format is {(int)request.Format}; expected FLOAT_FORMAT_FLOAT32 (1) or FLOAT_FORMAT_FLOAT16 (2).");
        return (request.Images, request.References) switch
        {
            (null, null) => Invalid("The request has no images."),
            ({ } images, null) => OfImages(images, teacher.Description),
            (null, _) => null, // Checked when they are resolved.
            _ => Invalid("The request has images and references; expected one of them."),
        };
    }

    private static Refusal? OfImages(ImageBatch images, Teacher teacher)
    {
        if (images.Count <= 0)
            return Invalid($"images.count is {images.Count}; expected 1 or more.");
        if (images.Count > teacher.MaxRequestImages)
            return Invalid($"images.count is {images.Count}; this server takes up to {teacher.MaxRequestImages} images in one request. Send several.");
        if (!teacher.Input.Equals(images.Shape))
            return Invalid($"images.shape is {Show(images.Shape)}; teacher '{teacher.Name}' takes {Show(teacher.Input)} (channels x height x width).");
        if (images.Format is not (PixelFormat.Uint8 or PixelFormat.Float32))
            return Invalid($"images.format is {(int)images.Format}; expected PIXEL_FORMAT_UINT8 (1) or PIXEL_FORMAT_FLOAT32 (2).");
        var imageValues = (long)teacher.Input.Channels * teacher.Input.Height * teacher.Input.Width;
        var expected = images.Count * imageValues * (images.Format == PixelFormat.Uint8 ? 1 : sizeof(float));
        if (images.Pixels.Length != expected)
            return Invalid($"images.pixels has {images.Pixels.Length} bytes; {images.Count} images of {Show(teacher.Input)} {images.Format.ToString().ToLowerInvariant()} have {expected}.");
        return images.Format == PixelFormat.Float32 ? OfValues(images.Pixels.Span, imageValues) : null;
    }

    private static Refusal? OfValues(ReadOnlySpan<byte> pixels, long imageValues)
    {
        var values = MemoryMarshal.Cast<byte, float>(pixels);
        var bad = Pixels.IndexOfNonFinite(values);
        return bad < 0 ? null : Invalid($"Value {bad % imageValues} of image {bad / imageValues} is {values[bad]}; expected finite pixels in [0,1].");
    }

    private static Refusal Invalid(string detail) => new(StatusCode.InvalidArgument, RefusalReason.Invalid, detail);

    private static string Show(ImageShape? shape) => shape is null ? "missing" : $"{shape.Channels}x{shape.Height}x{shape.Width}";
}
