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
    public static Refusal? Find(Exchange request, ServedTeacher teacher)
    {
        if (request.Sha256.Length > 0 && !string.Equals(request.Sha256, teacher.Sha256, StringComparison.OrdinalIgnoreCase))
            return new(StatusCode.FailedPrecondition, RefusalReason.Pinned,
                $"Teacher '{teacher.Name}' has sha256 {teacher.Sha256}; the request pins {Quoted.Of(request.Sha256)}. The teacher was replaced, or the pin is another one's.");
        if (request.Format is not (FloatFormat.Unspecified or FloatFormat.Float32 or FloatFormat.Float16))
            return Invalid($"format is {(int)request.Format}; expected FLOAT_FORMAT_FLOAT32 (1) or FLOAT_FORMAT_FLOAT16 (2).");
        return (request.HasImages, request.Referring is not null) switch
        {
            (false, false) => Invalid("The request has no images."),
            (true, false) => OfImages(request, teacher.Description),
            (false, true) => null, // Checked when they are resolved.
            _ => Invalid("The request has images and references; expected one of them."),
        };
    }

    private static Refusal? OfImages(Exchange request, Teacher teacher)
    {
        if (request.Count <= 0)
            return Invalid($"images.count is {request.Count}; expected 1 or more.");
        if (request.Count > teacher.MaxRequestImages)
            return Invalid($"images.count is {request.Count}; this server takes up to {teacher.MaxRequestImages} images in one request. Send several.");
        var input = teacher.Input;
        if (!request.HasShape || (request.Channels, request.Height, request.Width) != (input.Channels, input.Height, input.Width))
            return Invalid($"images.shape is {(request.HasShape ? $"{request.Channels}x{request.Height}x{request.Width}" : "missing")}; teacher '{teacher.Name}' takes {Show(input)} (channels x height x width).");
        if (request.PixelFormat is not (PixelFormat.Uint8 or PixelFormat.Float32))
            return Invalid($"images.format is {(int)request.PixelFormat}; expected PIXEL_FORMAT_UINT8 (1) or PIXEL_FORMAT_FLOAT32 (2).");
        var imageValues = (long)input.Channels * input.Height * input.Width;
        var expected = request.Count * imageValues * (request.PixelFormat == PixelFormat.Uint8 ? 1 : sizeof(float));
        if (request.Pixels.Length != expected)
            return Invalid($"images.pixels has {request.Pixels.Length} bytes; {request.Count} images of {Show(input)} {request.PixelFormat.ToString().ToLowerInvariant()} have {expected}.");
        return request.PixelFormat == PixelFormat.Float32 ? OfValues(request.Pixels.Span, imageValues) : null;
    }

    private static Refusal? OfValues(ReadOnlySpan<byte> pixels, long imageValues)
    {
        var values = MemoryMarshal.Cast<byte, float>(pixels);
        var bad = Pixels.IndexOfNonFinite(values);
        return bad < 0 ? null : Invalid($"Value {bad % imageValues} of image {bad / imageValues} is {values[bad]}; expected finite pixels in [0,1].");
    }

    private static Refusal Invalid(string detail) => new(StatusCode.InvalidArgument, RefusalReason.Invalid, detail);

    private static string Show(ImageShape shape) => $"{shape.Channels}x{shape.Height}x{shape.Width}";
}
