using Rrm.Checkpoints;

namespace Rrm.Shared.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"rrm-{Guid.NewGuid():N}");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Reads_what_it_wrote_with_the_same_identity()
    {
        var original = Save("checkpoint");

        var read = Checkpoint.Read(Path.Combine(folder, "checkpoint"));

        Assert.Equal(original.ParametersSha256(), read.ParametersSha256());
        Assert.Equal("dnn", read.Manifest.ArchitectureName);
        Assert.Equal(read.Architecture.Name, Checkpoint.Read(folder).Architecture.Name); // The run folder around it will do.
    }

    [Fact]
    public void A_manifest_that_contradicts_its_tensors_is_refused()
    {
        Save("checkpoint");
        var manifest = Path.Combine(folder, "checkpoint", Checkpoint.ManifestFile);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"dnn\"", "\"vgg11\""));

        Assert.Contains("does not hold a 'vgg11'", Assert.Throws<RrmException>(() => Checkpoint.Read(folder)).Message);
    }

    [Fact]
    public void A_manifest_that_contradicts_its_architecture_is_refused()
    {
        Save("checkpoint");
        var manifest = Path.Combine(folder, "checkpoint", Checkpoint.ManifestFile);
        File.WriteAllText(manifest, File.ReadAllText(manifest).Replace("\"representation_width\": 512", "\"representation_width\": 64"));

        Assert.Contains("contradicts its architecture", Assert.Throws<RrmException>(() => Checkpoint.Read(folder)).Message);
    }

    [Fact]
    public void Temperature_is_written_only_where_it_is_not_1()
    {
        var checkpoint = Save("plain");
        AtomicFolder.Replace(Path.Combine(folder, "tempered"), (checkpoint with { Manifest = checkpoint.Manifest with { Temperature = 30 } }).WriteInto);

        Assert.DoesNotContain("temperature", File.ReadAllText(Path.Combine(folder, "plain", Checkpoint.ManifestFile)));
        Assert.Contains("\"temperature\": 30", File.ReadAllText(Path.Combine(folder, "tempered", Checkpoint.ManifestFile)));
        Assert.Equal(1, Checkpoint.Read(Path.Combine(folder, "plain")).Manifest.Temperature);
        Assert.Equal(30, Checkpoint.Read(Path.Combine(folder, "tempered")).Manifest.Temperature);
    }

    [Fact]
    public void A_temperature_of_0_is_refused()
    {
        var checkpoint = Save("checkpoint");
        AtomicFolder.Replace(Path.Combine(folder, "checkpoint"), (checkpoint with { Manifest = checkpoint.Manifest with { Temperature = 0 } }).WriteInto);

        Assert.Contains("temperature is 0; expected a positive number", Assert.Throws<RrmException>(() => Checkpoint.Read(folder)).Message);
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_old_folder()
    {
        Save("checkpoint");
        var path = Path.Combine(folder, "checkpoint");

        Assert.Throws<IOException>(() => AtomicFolder.Replace(path, _ => throw new IOException("disk full")));

        Assert.Equal("dnn", Checkpoint.Read(path).Architecture.Name);
        Assert.Equal([path], Directory.GetDirectories(folder));
    }

    [Fact]
    public void After_a_crash_between_the_two_renames_the_old_folder_is_read_and_the_next_write_goes_on()
    {
        Save("checkpoint");
        var path = Path.Combine(folder, "checkpoint");
        Directory.Move(path, Path.Combine(folder, ".checkpoint.rrm-previous"));

        Assert.Equal("dnn", Checkpoint.Read(path).Architecture.Name);
        Assert.Equal("dnn", Checkpoint.Read(folder).Architecture.Name);
        Save("checkpoint");
        Assert.Equal([path], Directory.GetDirectories(folder));
    }

    [Fact]
    public void Reading_leaves_neighbours_alone()
    {
        Save("checkpoint");
        Save("checkpoint.previous");
        Checkpoint.Read(Path.Combine(folder, "checkpoint"));
        Assert.Equal("dnn", Checkpoint.Read(Path.Combine(folder, "checkpoint.previous")).Architecture.Name);
    }

    private Checkpoint Save(string name)
    {
        var checkpoint = Goldens.Checkpoint("dnn");
        AtomicFolder.Replace(Path.Combine(folder, name), checkpoint.WriteInto);
        return checkpoint;
    }
}
