using System.Text.RegularExpressions;
using Google.Protobuf;
using Rrm.Architectures;
using Rrm.Checkpoints;

namespace Rrm.OnnxExport;

/// <summary>Writes a checkpoint as a teacher folder that the service loads.</summary>
public static partial class TeacherExporter
{
    // Protobuf's limit for one message is 2^31 - 1 bytes; the graph around the parameters takes well under a megabyte.
    private const long MaxParameterBytes = int.MaxValue - (1L << 20);

    /// <summary>
    /// Writes model.onnx and teacher.json into <paramref name="folder"/>; the folder's last part is the teacher's name. The folder appears whole or
    /// not at all, and one that holds a teacher already is replaced. The same checkpoint gives the same model.onnx, byte for byte.
    /// The model is then run once on the CPU, for the golden vectors: memory for it twice, beside the checkpoint's own.
    /// </summary>
    /// <exception cref="RrmException">
    /// The name is not one, the folder holds something else than a teacher, a parameter or an answer is not finite, or the model exceeds ONNX's 2 GB.
    /// </exception>
    public static TeacherFolder Export(Checkpoint checkpoint, string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        RefuseBadName(Path.GetFileName(folder));
        RefuseToReplaceWhatIsNoTeacher(folder);
        RefuseTooLarge(checkpoint.Architecture);
        RefuseNonFinite(checkpoint);
        OutputFolder.CreateFor(folder);
        AtomicFolder.Replace(folder, next =>
        {
            var model = Path.Combine(next, TeacherFolder.ModelFile);
            AtomicFile.Write(model, OnnxModelBuilder.Build(checkpoint).WriteTo);
            AtomicFile.WriteJson(Path.Combine(next, TeacherFolder.ManifestFile), Manifest(checkpoint, TeacherFolder.HashOf(model)));
            TeacherGolden.Write(next);
        });
        return TeacherFolder.Read(folder);
    }

    private static TeacherManifest Manifest(Checkpoint checkpoint, string sha256) => new()
    {
        Architecture = checkpoint.Manifest.Architecture,
        Classes = checkpoint.Manifest.Classes,
        ClassNames = checkpoint.Manifest.ClassNames,
        Input = checkpoint.Manifest.Input,
        Normalization = checkpoint.Manifest.Normalization,
        RepresentationWidth = checkpoint.Manifest.RepresentationWidth,
        Temperature = checkpoint.Manifest.Temperature,
        ThreatModel = checkpoint.Manifest.ThreatModel,
        Provenance = checkpoint.Manifest.Provenance,
        Sha256 = sha256,
        ParametersSha256 = checkpoint.ParametersSha256(),
        Opset = OnnxModelBuilder.Opset,
        Tensors = TeacherTensors.Standard,
    };

    private static void RefuseBadName(string name)
    {
        if (!TeacherName().IsMatch(name))
            throw new RrmException(
                $"'{name}' is not a teacher's name: expected up to 64 letters, digits, dots, dashes and underscores, a letter or digit first. Give --out MODELS/NAME.");
    }

    private static void RefuseToReplaceWhatIsNoTeacher(string folder)
    {
        if (File.Exists(folder))
            throw new RrmException($"'{folder}' is a file; a teacher is a folder. Give another --out.");
        if (!Directory.Exists(folder))
            return;
        var entries = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).ToList();
        var foreign = entries.Find(entry => entry is not (TeacherFolder.ModelFile or TeacherFolder.ManifestFile));
        if (foreign is not null || entries.Count > 0 && !TeacherFolder.IsAt(folder))
            throw new RrmException(
                $"'{folder}' exists and is not a teacher folder: it holds '{foreign ?? entries[0]}'{(foreign is null ? $" without {TeacherFolder.ManifestFile}" : "")}. Give another --out, or move it away.");
    }

    private static void RefuseTooLarge(Architecture architecture)
    {
        var bytes = architecture.Tensors.Sum(tensor => checked(tensor.ElementCount * sizeof(float)));
        if (bytes > MaxParameterBytes)
            throw new RrmException($"'{architecture.Name}' has {bytes / 1e9:F1} GB of parameters; an ONNX file holds at most 2.1 GB. Choose a smaller architecture for the teacher.");
    }

    private static void RefuseNonFinite(Checkpoint checkpoint)
    {
        foreach (var (name, tensor) in checkpoint.Tensors)
        {
            if (tensor.Type == TensorType.F32 && tensor.Floats.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
                throw new RrmException($"'{name}' holds values that are not finite; such a teacher answers nonsense. Export a checkpoint from before its training diverged.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex TeacherName();
}
