using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm represent: what a teacher says of a data set's images, to a file.</summary>
internal static class RepresentCommand
{
    private const string Description = """
        Writes a teacher's representations [N,D] and logits [N,K] of a data set's images, as they are, and their labels [N], to a safetensors file;
        which teacher and which images is in its metadata.
        """;

    private const string Example = "rrm represent --teacher models/robust --dataset cifar10 --data data --split test --out test.safetensors";
    private const int BatchSize = 250;

    public static Command Create()
    {
        var teacher = new Option<string>("--teacher") { Required = true, Description = "A checkpoint, a teacher folder, http(s)://host:port/NAME or unix:/path.sock/NAME; several endpoints with commas." };
        var dataset = Common.Dataset();
        var data = Common.Data();
        var split = new Option<string>("--split") { DefaultValueFactory = _ => "test", Description = "Which images." }.OneOf(["test", "train"]);
        var limit = Common.Limit();
        var onBadImage = Common.OnBadImage();
        var @out = new Option<string>("--out") { Required = true, Description = "File to write." };
        var device = Common.Device();

        var command = new ExampleCommand("represent", Description, Example) { teacher, dataset, data, split, limit, onBadImage, @out, device };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(limit) is <= 0)
                throw new UsageException($"--limit is {parsed.GetValue(limit)}; expected at least 1 image.");
            var file = parsed.GetRequiredValue(@out);
            Common.PrepareFile(file);
            using var display = new ProgressDisplay(Console.Out);
            var compute = ComputeDevice.Choose(parsed.GetValue(device)!);
            using var opened = TeacherFactory.Open(
                parsed.GetRequiredValue(teacher), TeacherOutputs.Representation | TeacherOutputs.Logits, new(), compute.Device, Precision.Float32, display.Notice, cancellation);
            var identity = opened.Identity!;
            var set = DatasetCatalog.Open(new DatasetRequest(parsed.GetRequiredValue(dataset), parsed.GetValue(data), identity.Input, parsed.GetValue(limit)) { Progress = display.Notice, OnBadImage = parsed.GetValue(onBadImage) }, cancellation);
            var images = parsed.GetValue(split) == "train" ? set.Train : set.Test;
            var metadata = new Dictionary<string, string>
            {
                ["teacher"] = identity.Name, ["teacher_sha256"] = identity.Sha256, ["dataset"] = set.Name, ["split"] = images.Split,
            };
            var tensors = Answers(opened, images, cancellation);
            AtomicFile.Write(file, stream => SafeTensors.Write(stream, tensors, metadata));
            display.Notice($"{images.Count:N0} {images.Split} images of {set.Name} as {identity.Name} (sha256 {identity.Sha256[..12]}…) sees them: {Path.GetFullPath(file)}");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Dictionary<string, TensorData> Answers(ITeacher teacher, ImageSet images, CancellationToken cancellation)
    {
        var identity = teacher.Identity!;
        var (representation, logits) = (new float[checked(images.Count * identity.RepresentationWidth)], new float[checked(images.Count * identity.ClassNames.Count)]);
        var (done, labels) = (0, new long[images.Count]);
        foreach (var lesson in teacher.Follow(new BatchPlan(images, BatchSize).From(0, 1)))
        {
            cancellation.ThrowIfCancellationRequested();
            using (lesson)
            {
                lesson.Batch.Labels.CopyTo(labels, done);
                CopyRows(lesson.Representation!, representation, done * identity.RepresentationWidth);
                CopyRows(lesson.Logits!, logits, done * identity.ClassNames.Count);
                done += lesson.Batch.Count;
            }
        }
        return new()
        {
            ["representation"] = TensorData.Of(representation, images.Count, identity.RepresentationWidth),
            ["logits"] = TensorData.Of(logits, images.Count, identity.ClassNames.Count),
            ["labels"] = new(TensorType.I64, [images.Count], System.Runtime.InteropServices.MemoryMarshal.AsBytes(labels.AsSpan()).ToArray()),
        };
    }

    private static void CopyRows(TorchSharp.torch.Tensor rows, float[] all, int at)
    {
        using var plain = rows.cpu();
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(plain.bytes).CopyTo(all.AsSpan(at));
    }
}
