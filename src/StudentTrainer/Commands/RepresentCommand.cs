using System.CommandLine;
using Rrm.Checkpoints;
using Rrm.Clients;
using Rrm.Datasets;
using Rrm.Images;
using Rrm.Representations;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Representations;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Commands;

/// <summary>rrm represent: what a teacher says of a data set's images, to a file, or into a cache that training reads.</summary>
internal static class RepresentCommand
{
    private const string Description = """
        Writes a teacher's representations [N,D] and logits [N,K] of a data set's images, as they are, and their labels [N], to a safetensors file;
        which teacher and which images is in its metadata.

        With --cache it fills a folder for 'rrm train --teacher-cache' or the service instead, with any views; what is there already is not asked
        again, so a job that was stopped goes on. With --audit it compares what is there with what the teacher says now.
        """;

    private const string Example = """
        rrm represent --teacher models/robust --dataset cifar10 --data data --split test --out test.safetensors
        rrm represent --teacher models/robust --dataset cifar10 --data data --split train --cache cache --views schedule --epochs 15 --view-seed 7
        rrm represent --teacher models/robust --dataset cifar10 --data data --split train --cache cache --views all --audit 1000
        """;

    private const int BatchSize = 250;
    private const int ShownProblems = 20;

    public static Command Create()
    {
        var teacher = new Option<string>("--teacher") { Required = true, Description = "A checkpoint, a teacher folder, http(s)://host:port/NAME, dns:///host:port/NAME or unix:/path.sock/NAME; several endpoints with commas." };
        var remote = new TeacherFlags();
        var dataset = Common.Dataset();
        var data = Common.Data();
        var split = new Option<string>("--split") { DefaultValueFactory = _ => "test", Description = "Which images." }.OneOf(["test", "train"]);
        var limit = Common.Limit();
        var onBadImage = Common.OnBadImage();
        var @out = new Option<string?>("--out") { Description = "File to write." };
        var cache = new Option<string?>("--cache") { Description = "Folder of a cache to fill instead." };
        var cacheFormat = Common.CacheFormat();
        var views = Common.Choice<ViewChoice>("--views", "With --cache, which views: images as they are; every view of the augmentation; or those that a training run shows.");
        var augmentation = new Option<string>("--augmentation") { DefaultValueFactory = _ => Augmentation.CropFlip.Name, Description = $"With --views all or schedule, as 'rrm train' has it: {string.Join(", ", Augmentation.Names)}." }.OneOf(Augmentation.Names);
        var viewSeed = new Option<long>("--view-seed") { Description = "With --views schedule, the training run's --view-seed or --seed. Default 0." };
        var epochs = new Option<int>("--epochs") { Description = "With --views schedule, the training run's epochs." };
        var audit = new Option<int?>("--audit") { Description = "With --cache, ask nothing that is missing: recompute up to N stored records, drawn at random, compare bits, and fail with a list where they differ." };
        var precision = Common.Choice<Precision>("--precision", "With --cache, what a checkpoint computes in: the --precision of the students that will read it.");
        var device = Common.Device();

        var command = new ExampleCommand("represent", Description, Example)
        {
            teacher, dataset, data, split, limit, onBadImage, @out, cache, cacheFormat, views, augmentation, viewSeed, epochs, audit, precision, device,
        };
        foreach (var option in remote.Options)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) =>
        {
            var (file, folder) = (parsed.GetValue(@out), parsed.GetValue(cache));
            var plan = new ViewPlan(parsed.GetValue(views), Augmentation.Find(parsed.GetValue(augmentation)!)!, parsed.GetValue(viewSeed), parsed.GetValue(epochs));
            var onlyWithCache = new Option[] { cacheFormat, views, augmentation, viewSeed, epochs, audit, precision }.Where(option => parsed.GetResult(option) is { Implicit: false });
            Require([.. Problems(file, folder, parsed.GetValue(limit), parsed.GetValue(audit), onlyWithCache), .. plan.Problems(), .. remote.Problems(parsed)]);
            Common.PrepareFile(file);
            using var display = new ProgressDisplay(Console.Out);
            var compute = ComputeDevice.Choose(parsed.GetValue(device)!);
            const TeacherOutputs Both = TeacherOutputs.Representation | TeacherOutputs.Logits;
            var patience = remote.Read(parsed, WorkClass.Bulk) with { NeedsOneDevice = folder is not null };
            var opened = TeacherFactory.Open(parsed.GetRequiredValue(teacher), Both, patience, compute.Device, parsed.GetValue(precision), display.Notice, cancellation);
            using var used = folder is null ? opened : new CachedTeacher(opened, new RepresentationCache(folder), parsed.GetValue(cacheFormat), Both, compute.Device,
                problem => throw new RrmException($"{problem} Run the command again when that is mended: it goes on where it stopped."));
            var identity = opened.Identity!;
            var set = DatasetCatalog.Open(new DatasetRequest(parsed.GetRequiredValue(dataset), parsed.GetValue(data), identity.Input, parsed.GetValue(limit)) { Progress = display.Notice, OnBadImage = parsed.GetValue(onBadImage) }, cancellation);
            var images = parsed.GetValue(split) == "train" ? set.Train : set.Test;
            if (used is not CachedTeacher cached)
                WriteFile(file!, opened, images, display, cancellation);
            else if (parsed.GetValue(audit) is { } most)
                Audit(new CacheAudit(opened, cached, images, plan), most, folder!, display, cancellation);
            else
                Fill(cached, images, plan, folder!, display, cancellation);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static IEnumerable<string> Problems(string? file, string? folder, int? limit, int? audit, IEnumerable<Option> onlyWithCache)
    {
        if (file is null == folder is null)
            yield return "give either --out FILE or --cache DIR";
        if (folder is null)
        {
            foreach (var option in onlyWithCache)
                yield return $"{option.Name} goes with --cache";
        }
        if (limit is <= 0)
            yield return $"--limit is {limit}; expected at least 1 image";
        if (audit is <= 0)
            yield return $"--audit is {audit}; expected at least 1 record";
    }

    private static void Require(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
            throw new UsageException(string.Join("; ", problems) + ".");
    }

    private static void Fill(CachedTeacher cached, ImageSet images, ViewPlan plan, string folder, ProgressDisplay display, CancellationToken cancellation)
    {
        var (count, identity) = (plan.CountOf(images), cached.Identity);
        display.Notice($"represent: {count:N0} views of {images.Count:N0} {images.Split} images of {images.Name}, {identity.Name} (sha256 {identity.Sha256[..12]}…) on {identity.Device}, into {Path.GetFullPath(folder)}.");
        new CacheFilling(cached, images, plan) { Progress = display.Show }.Execute(cancellation);
        display.Notice($"All {count:N0} are there; the teacher was asked about {cached.Asked:N0}.");
    }

    private static void Audit(CacheAudit audit, int most, string folder, ProgressDisplay display, CancellationToken cancellation)
    {
        var (compared, stored, wrong) = audit.Execute(most, new Random(), cancellation);
        if (compared == 0)
            throw new RrmException($"'{folder}' has no such records. Fill it first, or give the --views, --augmentation, --view-seed and --epochs that it was filled with.");
        foreach (var problem in wrong.Take(ShownProblems))
            display.Notice(problem);
        if (wrong.Count > 0)
            throw new RrmException($"{wrong.Count:N0} of {compared:N0} records are not what the teacher says now{(wrong.Count > ShownProblems ? $" ({ShownProblems} are listed)" : "")}. Delete their files and fill them again.");
        display.Notice($"{compared:N0} of {stored:N0} stored records were computed again; every bit is the same.");
    }

    private static void WriteFile(string file, ITeacher teacher, ImageSet images, ProgressDisplay display, CancellationToken cancellation)
    {
        var identity = teacher.Identity!;
        var metadata = new Dictionary<string, string>
        {
            ["teacher"] = identity.Name, ["teacher_sha256"] = identity.Sha256, ["dataset"] = images.Name, ["split"] = images.Split,
        };
        var tensors = Answers(teacher, images, cancellation);
        AtomicFile.Write(file, stream => SafeTensors.Write(stream, tensors, metadata));
        display.Notice($"{images.Count:N0} {images.Split} images of {images.Name} as {identity.Name} (sha256 {identity.Sha256[..12]}…) sees them: {Path.GetFullPath(file)}");
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
