using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Rrm.Architectures;

namespace Rrm.Checkpoints;

/// <summary>A trained classifier as it is stored: model.safetensors (float32, PyTorch's state_dict names) and model.json in one folder.</summary>
/// <param name="Manifest">What model.json says.</param>
/// <param name="Architecture">The manifest's architecture, resolved.</param>
/// <param name="Tensors">The state_dict, exactly the architecture's tensors.</param>
public sealed record Checkpoint(ModelManifest Manifest, Architecture Architecture, IReadOnlyDictionary<string, TensorData> Tensors)
{
    public const string TensorFile = "model.safetensors";
    public const string ManifestFile = "model.json";

    /// <summary>Name of the checkpoint folder inside a run.</summary>
    public const string FolderInRun = "checkpoint";

    /// <summary>The same network with another temperature; null leaves it alone.</summary>
    public Checkpoint At(double? temperature) => temperature is { } other ? this with { Manifest = Manifest with { Temperature = other } } : this;

    /// <summary>Hex SHA-256 over names and bytes of all tensors in the architecture's order: the identity of the weights.</summary>
    public string ParametersSha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var description in Architecture.Tensors)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(description.ToString()));
            hash.AppendData(Tensors[description.Name].Bytes.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>
    /// Hex SHA-256 over everything that decides the answers: the weights, and what is around them in the architecture's description, the normalization
    /// and the temperature. The same weights give others with another dilation, mean or temperature.
    /// </summary>
    public string FunctionSha256() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
        new { Parameters = ParametersSha256(), Architecture, Manifest.Normalization, Manifest.Temperature }, JsonFormat.Line)));

    /// <summary>Whether a path looks like a checkpoint folder.</summary>
    public static bool IsAt(string path) => File.Exists(Path.Combine(path, ManifestFile));

    /// <summary>Writes both files into an existing folder; see <see cref="AtomicFolder"/> for a folder that is replaced as a whole.</summary>
    public void WriteInto(string folder)
    {
        AtomicFile.Write(Path.Combine(folder, TensorFile), stream =>
            SafeTensors.Write(stream, Architecture.Tensors.Select(tensor => KeyValuePair.Create(tensor.Name, Tensors[tensor.Name]))));
        AtomicFile.WriteJson(Path.Combine(folder, ManifestFile), Manifest);
    }

    /// <summary>Reads a folder, or the checkpoint folder inside a run. Every tensor the architecture needs must be there with its shape, and no other.</summary>
    public static Checkpoint Read(string path)
    {
        var inRun = AtomicFolder.Current(Path.Combine(path, FolderInRun));
        var given = path;
        path = IsAt(inRun) ? inRun : AtomicFolder.Current(path);
        if (!IsAt(path))
            throw new RrmException($"No checkpoint at '{given}': {ManifestFile} is missing. Give a folder with {TensorFile} and {ManifestFile}, or a run folder that holds one.");
        var manifest = JsonFormat.Read<ModelManifest>(Path.Combine(path, ManifestFile), "a model manifest");
        var architecture = manifest.ResolveArchitecture();
        var tensors = SafeTensors.Read(Path.Combine(path, TensorFile));
        CheckTensors(architecture, tensors, path);
        return new Checkpoint(manifest, architecture, tensors);
    }

    private static void CheckTensors(Architecture architecture, IReadOnlyDictionary<string, TensorData> tensors, string path)
    {
        var problems = new List<string>();
        foreach (var expected in architecture.Tensors)
        {
            var type = expected.Role == TensorRole.BatchesTracked ? TensorType.I64 : TensorType.F32;
            if (!tensors.TryGetValue(expected.Name, out var found))
                problems.Add($"{expected} is missing");
            else if (found.Type != type || !found.Shape.SequenceEqual(expected.Shape))
                problems.Add($"{expected} {type} was expected, [{string.Join(", ", found.Shape)}] {found.Type} found");
        }
        var known = architecture.Tensors.Select(tensor => tensor.Name).ToHashSet();
        problems.AddRange(tensors.Keys.Where(name => !known.Contains(name)).Select(name => $"{name} is not part of the architecture"));
        if (problems.Count > 0)
            throw new RrmException($"'{path}' does not hold a '{architecture.Name}': {string.Join("; ", problems.Take(5))}{(problems.Count > 5 ? $"; and {problems.Count - 5} more" : "")}.");
    }
}
