using Rrm.Architectures;
using Rrm.Checkpoints;
using Rrm.EndToEnd.Tests.Processes;
using Rrm.Images;

namespace Rrm.EndToEnd.Tests.Chain;

public sealed class OwnPicturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Pictures_take_the_networks_size_and_those_of_a_student_its_teachers()
    {
        foreach (var (split, kind) in from split in (string[])["train", "val"] from kind in (string[])["dark", "light"] select (split, kind))
        {
            for (var number = 0; number < 4; number++)
                WriteBitmap(folder[$"pictures/{split}/{kind}/{number}.bmp"], kind == "dark" ? (byte)(20 + number) : (byte)(220 + number));
        }
        AtomicFile.WriteJson(folder["tiny.json"], new Architecture("tiny", ImageShape.Rgb(16), [new Convolution("stem", 4, 3, Stride: 4), new ReLU(), new Flatten()], [new Linear("classifier", 2)]));
        string[] options = ["--dataset", "imagefolder", "--data", "pictures", "--epochs", "1", "--batch-size", "4"];

        var teacher = (await ChildProcess.RunRrmAsync(folder.Path, ["train", "natural", "--arch", "tiny.json", "--out", "teacher", .. options])).AssertDone();
        Assert.Contains("8 training and 8 test images of 3x16x16", teacher.Output);
        // vgg-small is meant for 32x32; the teacher takes 16x16.
        var student = (await ChildProcess.RunRrmAsync(folder.Path, ["train", "rrm", "--arch", "vgg-small", "--teacher", "teacher", "--out", "student", .. options])).AssertDone();
        Assert.Contains("test images of 3x16x16", student.Output);
        (await ChildProcess.RunRrmAsync(folder.Path, "evaluate", "student", "--dataset", "imagefolder", "--data", "pictures", "--eps", "8/255", "--steps", "2")).AssertDone();
    }

    // 24-bit, 20x20, one colour.
    private static void WriteBitmap(string path, byte grey)
    {
        const int Side = 20, Header = 54, Bytes = Side * Side * 3;
        var file = new byte[Header + Bytes];
        "BM"u8.CopyTo(file);
        foreach (var (offset, value) in ((int, int)[])[(2, file.Length), (10, Header), (14, 40), (18, Side), (22, Side), (26, 1 | 24 << 16), (34, Bytes)])
            BitConverter.TryWriteBytes(file.AsSpan(offset), value);
        file.AsSpan(Header).Fill(grey);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
    }
}
