using System.Text.Json;
using System.Text.Json.Serialization;

namespace Rrm.Representations;

/// <summary>Everything that decides the values in a cache file. Two files of one identity may be exchanged; nothing else may.</summary>
public sealed record CacheIdentity
{
    private const int ShownDigits = 12;

    /// <summary>Hex identity of the teacher: of model.onnx, or of a checkpoint's function: its parameters, architecture, normalization and temperature.</summary>
    public required string TeacherSha256 { get; init; }

    /// <summary>Which of its answers.</summary>
    public required CachedOutput Output { get; init; }

    /// <summary>Values of one answer.</summary>
    public required int Width { get; init; }

    /// <summary>How they are stored.</summary>
    public required RecordFormat Format { get; init; }

    /// <summary>What computed them: <c>cpu</c>, <c>cuda</c>. Other devices round differently.</summary>
    public required string Device { get; init; }

    /// <summary>What products were computed in: <c>float32</c>, <c>bfloat16</c>, <c>float16</c>.</summary>
    public required string Precision { get; init; }

    /// <summary>Hex identity of the images: <see cref="Images.ImageSet.Identity"/>.</summary>
    public required string DatasetSha256 { get; init; }

    /// <summary>How many images.</summary>
    public required int ImageCount { get; init; }

    /// <summary>Which views of them.</summary>
    public required ViewSpace Views { get; init; }

    /// <summary>Records that there is room for.</summary>
    [JsonIgnore]
    public long Slots => (long)ImageCount * Views.ViewsPerImage;

    /// <summary>The file's name in a cache folder: enough for people; the header has the whole.</summary>
    [JsonIgnore]
    public string FileName =>
        $"{Shown(TeacherSha256)}-{Word(Output)}-{Shown(DatasetSha256)}-{Views}-{Device}-{Precision}{(Format == RecordFormat.Float32 ? "" : $"-{Word(Format)}")}.rrmcache";

    private static string Shown(string sha256) => sha256[..Math.Min(ShownDigits, sha256.Length)];

    private static string Word<T>(T value) => JsonSerializer.SerializeToElement(value, JsonFormat.Line).GetString()!;
}
