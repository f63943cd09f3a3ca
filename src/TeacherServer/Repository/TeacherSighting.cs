using Rrm.Checkpoints;

namespace Rrm.TeacherServer.Repository;

/// <summary>What a look at a teacher's folder sees, cheap enough to look often: two equal sightings are of the same files, as far as anyone can tell without reading them.</summary>
/// <param name="Place">Where.</param>
/// <param name="ManifestSha256">Hash of teacher.json, which states the model's; empty when it cannot be read.</param>
/// <param name="ModelBytes">Length of model.onnx; -1 when it is not there.</param>
/// <param name="ModelWritten">When it was last written to.</param>
internal readonly record struct TeacherSighting(TeacherPlace Place, string ManifestSha256, long ModelBytes, DateTime ModelWritten)
{
    public static TeacherSighting Of(TeacherPlace place)
    {
        try
        {
            TeacherFolder.RequireOrdinaryFile(place.Path, TeacherFolder.ManifestFile, TeacherFolder.MaxManifestBytes);
            var manifest = TeacherFolder.HashOf(Path.Combine(place.Path, TeacherFolder.ManifestFile));
            var model = new FileInfo(RealPath.Of(Path.Combine(place.Path, TeacherFolder.ModelFile)));
            return model.Exists ? new(place, manifest, model.Length, model.LastWriteTimeUtc) : new(place, manifest, -1, default);
        }
        // Whoever loads it will say why.
        catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
        {
            return new(place, "", -1, default);
        }
    }
}
