using Rrm.Checkpoints;
using Rrm.StudentTrainer.Recipes;
using Rrm.StudentTrainer.Reports.Documents;
using Rrm.StudentTrainer.Reports.Studies;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Tests.Reports.Studies;

public sealed class StudyReaderTests
{
    private const string Epoch = """{"epoch":1,"loss":2.0,"train_accuracy":0.1,"test_accuracy":0.2,"learning_rate":0.1,"seconds":3.0,"teacher_wait_seconds":0,"images_per_second":10}""";

    [Fact]
    public void A_reproduction_is_found_in_its_folder_and_below_one_with_the_curves_of_its_runs()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteJson(folder["all/table1/reproduction.json"], SampleReproduction.Table());
        AtomicFile.WriteText(folder["all/table1/runs/fast-at-0/metrics.jsonl"], Epoch + "\n");

        var study = Assert.Single(StudyReader.Read([folder["all"]]));
        Assert.Equal("table1", study.Id);
        Assert.Equal([1, 0, 0, 0], study.Runs.Select(run => run.Curve.Count));
        Assert.Equal(study.Title, Assert.Single(StudyReader.Read([folder["all/table1"]])).Title);
        Assert.Contains(study.Conditions, fact => fact is { Name: "Commit", Value: "0123abc" });
    }

    [Fact]
    public void Plain_runs_make_one_study_and_an_unfinished_one_is_named()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["done", "begun"])
        {
            AtomicFile.WriteJson(folder[$"{name}/config.json"], new TrainingOptions { Method = "natural", Architecture = "dnn", Dataset = "shapes" });
            AtomicFile.WriteText(folder[$"{name}/metrics.jsonl"], Epoch + "\n");
        }
        AtomicFile.WriteJson(folder["done/result.json"], SampleReproduction.Seed("natural", 0, 0.9, 0, 5).Result);

        var study = Assert.Single(StudyReader.Read([folder["done"], folder["begun"], folder["done"] + "/"]));
        Assert.Equal(["done", "begun"], study.Rows.Select(row => row.Title));
        var blocks = StudySection.Render(study).Blocks;
        Assert.Contains(blocks.OfType<Callout>(), callout => callout is { Headline: "Incomplete: 1 of 2 runs not finished.", Remarks: ["begun."] });
        Assert.Equal(2, blocks.OfType<Listing>().Count(listing => listing.Title.StartsWith("Options of", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_replay_of_Free_AT_counts_as_an_epoch()
    {
        using var folder = new TemporaryFolder();
        var seed = SampleReproduction.Seed("free-at", 0, 0.77, 0.45, 292.64);
        seed = seed with { Result = seed.Result with { UpdatesPerBatch = 8 } };

        var study = StudyReader.Of(SampleReproduction.Table() with { Rows = [SampleReproduction.Row("Free AT", null, seed)] }, folder.Path);
        Assert.Equal(["Free AT", "320", "36.58"], TimeSummary.Render(study).Rows.Single().Take(3).Select(cell => cell.Text));
        Assert.Equal("± 0.03", TimeSummary.Render(study).Rows.Single()[2].Detail);
    }

    [Theory]
    [InlineData("reproduction.json", "{", "is not a reproduction")]
    [InlineData("reproduction.json", "null", "it holds null")]
    [InlineData("result.json", "[]", "is not a run's result")]
    [InlineData("metrics.jsonl", "null", "no epoch of a run")]
    [InlineData("metrics.jsonl", "{\"epoch\": 1", "no epoch of a run")]
    public void A_broken_file_is_named_in_one_sentence(string file, string content, string expected)
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteJson(folder["x/config.json"], new TrainingOptions { Method = "natural", Architecture = "dnn", Dataset = "shapes" });
        AtomicFile.WriteText(folder[$"x/{file}"], content);

        var problem = Assert.Throws<RrmException>(() => StudyReader.Read([folder["x"]])).Message;
        Assert.Contains(folder[$"x/{file}"], problem);
        Assert.Contains(expected, problem);
    }

    [Fact]
    public void Null_in_place_of_a_row_is_no_crash()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteJson(folder["reproduction.json"], SampleReproduction.Table() with { Rows = [null!] });
        Assert.Contains("is null", Assert.Throws<RrmException>(() => StudyReader.Read([folder.Path])).Message);
    }

    [Fact]
    public void A_folder_without_anything_to_report_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("reproduction.json", Assert.Throws<RrmException>(() => StudyReader.Read([folder.Path])).Message);
        Assert.Contains("No folder", Assert.Throws<RrmException>(() => StudyReader.Read([folder["none"]])).Message);
    }

    [Fact]
    public void Two_reproductions_of_one_recipe_do_not_share_an_anchor()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["a", "b"])
            AtomicFile.WriteJson(folder[$"{name}/reproduction.json"], SampleReproduction.Table());
        Assert.Equal(["table1", "table1-2"], StudyReader.Read([folder.Path]).Select(study => study.Id));
    }
}
