using Rrm.StudentTrainer.RobustData;

namespace Rrm.StudentTrainer.Tests.RobustData;

public sealed class RobustificationTests
{
    private static readonly Images.ImageSet Train = TestData.Quadrants(40, 8).Train;

    [Fact]
    public void A_stopped_set_ends_byte_equal_to_an_undisturbed_one()
    {
        using var folder = new TemporaryFolder();
        RobustSets.Make(folder["undisturbed"], Train);

        // Within the first batch, within the second, and with a torn third behind the last whole one.
        Assert.Throws<OperationCanceledException>(() => RobustSets.Make(folder["stopped"], Train, stopAt: progress => progress.Step == 2));
        Assert.Throws<OperationCanceledException>(() => RobustSets.Make(folder["stopped"], Train, resume: true, stopAt: progress => progress is { Images: 16, Step: 1 }));
        File.AppendAllText(folder["stopped/images.npy"], "half of a batch");
        RobustSets.Make(folder["stopped"], Train, resume: true);

        Assert.Equal(["images.npy", "labels.npy", "robust-dataset.json"], Directory.GetFiles(folder["stopped"]).Select(Path.GetFileName).Order());
        foreach (var file in Directory.GetFiles(folder["undisturbed"]).Select(Path.GetFileName))
            Assert.Equal(File.ReadAllBytes(folder[$"undisturbed/{file}"]), File.ReadAllBytes(folder[$"stopped/{file}"]));
    }

    [Fact]
    public void Images_carry_the_labels_of_what_they_stand_for()
    {
        using var folder = new TemporaryFolder();
        var manifest = RobustSets.Make(folder["robust"], Train);
        var robust = RobustDataFolder.Read(folder["robust"]).JoinTo(TestData.Quadrants(40, 8), CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 40).Select(Train.Label), Enumerable.Range(0, 40).Select(robust.Train.Label));
        Assert.Equal("train", robust.Train.Split);
        Assert.Equal(8, robust.Test.Count);
        Assert.True(manifest.MeanDistance < manifest.MeanStartDistance);
        Assert.DoesNotContain(Enumerable.Range(0, 40), index => robust.Train.Image(index).SequenceEqual(Train.Image(index)));
        Assert.Equal(10, RobustDataFolder.Read(folder["robust"]).JoinTo(TestData.Quadrants(10, 8), CancellationToken.None).Train.Count);
    }

    [Fact]
    public void Another_seed_starts_elsewhere()
    {
        using var folder = new TemporaryFolder();
        RobustSets.Make(folder["one"], Train);
        RobustSets.Make(folder["two"], Train, RobustSets.Options(Train) with { Seed = 6 });
        Assert.NotEqual(File.ReadAllBytes(folder["one/images.npy"]), File.ReadAllBytes(folder["two/images.npy"]));
    }

    [Fact]
    public void A_finished_set_is_not_made_twice_and_other_options_are_refused()
    {
        using var folder = new TemporaryFolder();
        var made = RobustSets.Make(folder["robust"], Train);
        var written = File.GetLastWriteTimeUtc(folder["robust/images.npy"]);

        Assert.Contains("holds a robust data set already", Assert.Throws<RrmException>(() => RobustSets.Make(folder["robust"], Train)).Message);
        Assert.Equal(made.Files, RobustSets.Make(folder["robust"], Train, resume: true).Files);
        Assert.Contains("steps 9 (the set has 4)",
            Assert.Throws<RrmException>(() => RobustSets.Make(folder["robust"], Train, RobustSets.Options(Train) with { Steps = 9 }, resume: true)).Message);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["robust/images.npy"]));
    }

    [Fact]
    public void An_unfinished_set_needs_resume_and_the_same_options_and_is_no_data_set_yet()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<OperationCanceledException>(() => RobustSets.Make(folder["robust"], Train, stopAt: progress => progress.Images == 16));
        Assert.Contains("--resume", Assert.Throws<RrmException>(() => RobustSets.Make(folder["robust"], Train)).Message);
        Assert.Contains("seed 6 (the set has 5)",
            Assert.Throws<RrmException>(() => RobustSets.Make(folder["robust"], Train, RobustSets.Options(Train) with { Seed = 6 }, resume: true)).Message);
        Assert.Contains("robust-dataset.json is missing", Assert.Throws<RrmException>(() => RobustDataFolder.Read(folder["robust"])).Message);
    }

    [Fact]
    public void A_set_in_the_making_is_held_from_the_first_file_to_the_last_and_a_start_that_was_cut_off_is_none()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["robust"]);
        File.WriteAllText(folder["robust/.lock"], "");
        File.WriteAllText(folder["robust/progress.json.tmp"], "{ \"opt");
        using (var writer = RobustDataWriter.Open(folder["robust"], RobustSets.Options(Train), Train, resume: false))
        {
            Assert.Contains("in use by another rrm", Assert.Throws<RrmException>(() => RobustDataWriter.Open(folder["robust"], RobustSets.Options(Train), Train, resume: true)).Message);
            writer.Finish();
            Assert.True(File.Exists(folder["robust/.lock"]));
        }
        Assert.False(File.Exists(folder["robust/.lock"]));
        Assert.Contains("already", Assert.Throws<RrmException>(() => RobustDataWriter.Open(folder["robust"], RobustSets.Options(Train), Train, resume: true)).Message);
    }

    [Fact]
    public void Folders_of_others_are_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["home"]);
        File.WriteAllText(folder["home/thesis.txt"], "mine");
        Assert.Contains("not empty", Assert.Throws<RrmException>(() => RobustSets.Make(folder["home"], Train, resume: true)).Message);
        Assert.Contains("is a file", Assert.Throws<RrmException>(() => RobustSets.Make(folder["home/thesis.txt"], Train)).Message);
        Assert.Equal(["thesis.txt"], Directory.GetFileSystemEntries(folder["home"]).Select(Path.GetFileName));
    }
}
