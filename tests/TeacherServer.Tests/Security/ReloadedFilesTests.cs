using System.Text;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Security;

public sealed class ReloadedFilesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rrm-reload-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_folder_that_is_swapped_behind_a_link_is_noticed()
    {
        // As Kubernetes mounts secrets: file -> ..data/file, and ..data -> a folder that is replaced.
        Write("one/key", "1");
        Write("two/key", "2");
        File.CreateSymbolicLink(Path.Combine(folder, "..data"), "one");
        File.CreateSymbolicLink(Path.Combine(folder, "key"), "..data/key");
        var files = new ReloadedFiles<string>("key", [Path.Combine(folder, "key"), null], contents => Encoding.UTF8.GetString(contents.Single().Value));
        Assert.Equal("1", files.Current);
        Assert.False(files.Reload());

        Directory.Delete(Path.Combine(folder, "..data"));
        File.CreateSymbolicLink(Path.Combine(folder, "..data"), "two");
        Assert.True(files.Reload());
        Assert.Equal("2", files.Current);
    }

    [Fact]
    public void What_cannot_be_made_leaves_what_was_there_and_is_not_tried_again_until_it_changes()
    {
        var path = Write("number", "1");
        var tries = 0;
        var files = new ReloadedFiles<object>("number", [path], contents =>
        {
            tries++;
            return int.TryParse(contents[path], out var number) ? number : throw new RrmException("no number");
        });
        Write("number", "x");
        Assert.Throws<RrmException>(() => files.Reload());
        Assert.False(files.Reload());
        Assert.Equal((1, 2), ((int)files.Current, tries));
        File.Delete(path);
        Assert.Contains("Cannot read", Assert.Throws<RrmException>(() => files.Reload()).Message);
        Write("number", "3");
        Assert.True(files.Reload());
        Assert.Equal(3, files.Current);
    }

    [Fact]
    public void The_first_time_it_has_to_work() =>
        Assert.Throws<RrmException>(() => new ReloadedFiles<string>("nothing", [Path.Combine(folder, "missing")], _ => ""));

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
