using Rrm.Checkpoints;
using Rrm.TeacherServer.Repository;
using Rrm.Tests;

namespace Rrm.TeacherServer.Tests.Repository;

public sealed class TeacherDirectoryTests(TwoNetworks networks) : IClassFixture<TwoNetworks>, IDisposable
{
    private readonly TemporaryTeachers models = new();

    public void Dispose() => models.Dispose();

    [Fact]
    public void Teachers_come_by_name_and_versions_newest_first()
    {
        foreach (var folder in new[] { "b", "b/2", "b/10", "a/1", ".hidden", "c/.3.rrm-next", "c/v4", "c/05", "c/0", "c/1234567890" })
            TwoNetworks.Put(networks.First, models[folder]);
        Directory.CreateDirectory(models["empty/1"]);
        Assert.Equal(["a 1", "b 10", "b 2", "b 0"], TeacherDirectory.Find(models.Path).Select(place => $"{place.Name} {place.Version}"));
        Assert.Equal(["a 1", "b 10", "b 2"], TeacherDirectory.Read(models.Path, new()).Select(folder => $"{folder.Name} {folder.Version}"));
    }

    [Theory]
    [InlineData("my teacher")]
    [InlineData("naïve")]
    [InlineData("a\nb")]
    [InlineData("a123456789012345678901234567890123456789012345678901234567890123456789")]
    public void A_name_that_is_none_is_refused(string name)
    {
        TwoNetworks.Put(networks.First, models[name]);
        Assert.Contains("is not a teacher's name; expected up to 64 letters", Refusal());
    }

    [Fact]
    public void Links_that_leave_the_models_folder_are_refused_and_those_that_stay_are_not()
    {
        TwoNetworks.Put(networks.First, models[".data/first"]);
        Directory.CreateSymbolicLink(models["inside"], ".data/first");
        Assert.Equal("inside", Assert.Single(TeacherDirectory.Read(models.Path, new())).Name);

        Directory.CreateDirectory(models["versions"]);
        Directory.CreateSymbolicLink(models["versions/1"], networks.First.Path);
        Assert.Contains("is a link that leaves", Refusal());
        Directory.Delete(models["versions/1"]);
        Directory.CreateSymbolicLink(models["outside"], networks.First.Path);
        Assert.Contains("is a link that leaves", Refusal());
    }

    [Fact]
    public void A_larger_model_than_allowed_is_refused()
    {
        TwoNetworks.Put(networks.First, models["a"]);
        Assert.Contains("at most 1000 are loaded", Assert.Throws<RrmException>(() => TeacherDirectory.Read(models.Path, new() { MaxModelBytes = 1000 })).Message);
    }

    [Fact]
    public void What_can_be_seen_of_a_teacher_changes_with_every_file_and_with_nothing_else()
    {
        TwoNetworks.Put(networks.First, models["a"]);
        var place = TeacherDirectory.Find(models.Path).Single();
        var seen = TeacherSighting.Of(place);
        Assert.Equal(seen, TeacherSighting.Of(place));

        var model = Path.Combine(place.Path, TeacherFolder.ModelFile);
        File.SetLastWriteTimeUtc(model, seen.ModelWritten.AddSeconds(1));
        Assert.NotEqual(seen, TeacherSighting.Of(place));
        File.SetLastWriteTimeUtc(model, seen.ModelWritten);
        Assert.Equal(seen, TeacherSighting.Of(place));

        // The same length and the same time, as restored backups have them.
        TwoNetworks.Put(networks.Second, models["a"]);
        File.SetLastWriteTimeUtc(model, seen.ModelWritten);
        Assert.NotEqual(seen, TeacherSighting.Of(place));
        File.Delete(model);
        Assert.Equal(-1, TeacherSighting.Of(place).ModelBytes);
    }

    private string Refusal() => Assert.Throws<RrmException>(() => TeacherDirectory.Read(models.Path, new())).Message;
}
