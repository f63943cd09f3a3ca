using Google.Protobuf;
using Rrm.Checkpoints;
using Rrm.Tests;

namespace Rrm.Inference.Tests;

public sealed class TeacherModelTests
{
    [Fact]
    public void A_teacher_is_what_its_folder_says()
    {
        using var teachers = new TemporaryTeachers("dnn");
        using var model = TeacherModel.Load(teachers["dnn"]);
        Assert.Equal("dnn", model.Name);
        Assert.Equal(TeacherFolder.HashOf(model.Folder.ModelPath), model.Sha256);
    }

    [Fact]
    public void Without_a_GPU_build_a_wish_for_CUDA_becomes_the_CPU_and_says_why()
    {
        using var teachers = new TemporaryTeachers("dnn");
        foreach (var wish in new[] { Device.Cuda, Device.Auto })
        {
            using var model = TeacherModel.Load(teachers["dnn"], new InferenceOptions { Device = wish });
            Assert.True(model.DeviceInUse == Device.Cuda && model.DeviceReason is null || model.DeviceInUse == Device.Cpu && model.DeviceReason is { Length: > 20 });
        }
        using var onCpu = TeacherModel.Load(teachers["dnn"], new InferenceOptions { Device = Device.Cpu });
        Assert.Equal((Device.Cpu, null), (onCpu.DeviceInUse, onCpu.DeviceReason));
    }

    [Fact]
    public void A_strict_policy_refuses_what_a_fallback_would_compute_elsewhere()
    {
        using var teachers = new TemporaryTeachers("dnn");
        // Nobody has so many GPUs.
        var wish = new InferenceOptions { Devices = DeviceList.Parse("cuda:254,cuda:255") };
        using (var fallback = TeacherModel.Load(teachers["dnn"], wish))
            Assert.Equal(Device.Cpu, Assert.Single(fallback.Devices));
        var problem = Assert.Throws<RrmException>(() => TeacherModel.Load(teachers["dnn"], wish with { Policy = DevicePolicy.Strict }));
        Assert.Contains("Not every device that was asked for computes, and the policy is strict: ", problem.Message);

        foreach (var met in new[] { Device.Cpu, Device.Auto })
            TeacherModel.Load(teachers["dnn"], new InferenceOptions { Device = met, Policy = DevicePolicy.Strict }).Dispose();
    }

    [Fact]
    public void A_manifest_that_contradicts_the_model_is_refused_with_both_sides()
    {
        (Func<TeacherManifest, TeacherManifest> Change, string Said)[] lies =
        [
            (manifest => manifest with { RepresentationWidth = 77 }, "output 'representation' has shape [N, 256]; [N, 77] was expected"),
            (manifest => manifest with { Input = new(3, 32, 16) }, "input 'images' has shape [N, 3, 32, 32]; [N, 3, 32, 16] was expected"),
            (manifest => manifest with { Classes = 2, ClassNames = ["a", "b"] }, "output 'logits' has shape [N, 10]; [N, 2] was expected"),
            (manifest => manifest with { Tensors = new("pixels", "representation", "logits") }, "input 'pixels' was expected; it has 'images'"),
        ];
        using var teachers = new TemporaryTeachers();
        foreach (var (change, said) in lies)
        {
            var honest = teachers.Add("dnn").Manifest;
            teachers.Rewrite("dnn", change);
            var problem = Assert.Throws<RrmException>(() => TeacherModel.Load(teachers["dnn"]));
            Assert.Contains(said.Replace("256", $"{honest.RepresentationWidth}"), problem.Message);
        }
    }

    [Fact]
    public void A_truncated_or_garbled_model_is_refused()
    {
        using var teachers = new TemporaryTeachers("dnn");
        var model = Path.Combine(teachers["dnn"], TeacherFolder.ModelFile);
        File.WriteAllBytes(model, File.ReadAllBytes(model)[..^1000]);
        Assert.Contains("changed or truncated", Refusal(teachers));

        teachers.RewriteModel("dnn", bytes => bytes[..^1000]);
        Assert.Contains("not a model that ONNX Runtime can load", Refusal(teachers));
        teachers.RewriteModel("dnn", _ => "no model at all"u8.ToArray());
        Assert.Contains("not a model that ONNX Runtime can load", Refusal(teachers));
    }

    [Fact]
    public void A_model_with_external_data_is_refused_even_when_the_data_is_there()
    {
        using var teachers = new TemporaryTeachers("dnn");
        teachers.RewriteModel("dnn", bytes => [.. bytes, .. ExternalInitializer()]);
        // Both places where ONNX Runtime might look: beside the model, and in the working directory.
        string[] places = [Path.Combine(teachers["dnn"], "outside.bin"), "outside.bin"];
        foreach (var place in places)
            File.WriteAllBytes(place, new byte[16]);
        try
        {
            Assert.Contains("outside.bin", Refusal(teachers));
        }
        finally
        {
            File.Delete(places[1]);
        }
    }

    [Fact]
    public void A_link_that_leaves_the_folder_is_refused()
    {
        using var teachers = new TemporaryTeachers("dnn");
        var model = Path.Combine(teachers["dnn"], TeacherFolder.ModelFile);
        var outside = Path.Combine(teachers.Path, "outside.onnx");
        File.Move(model, outside);
        File.CreateSymbolicLink(model, "../outside.onnx");
        Assert.Contains("is a link that leaves", Refusal(teachers));

        // A link that stays inside is how some systems mount files.
        File.Delete(model);
        File.Move(outside, Path.Combine(teachers["dnn"], "data"));
        File.CreateSymbolicLink(model, "data");
        TeacherModel.Load(teachers["dnn"]).Dispose();
    }

    [Fact]
    public void A_manifest_that_is_a_link_out_of_the_folder_is_not_even_read()
    {
        using var teachers = new TemporaryTeachers("dnn");
        var manifest = Path.Combine(teachers["dnn"], TeacherFolder.ManifestFile);
        File.Delete(manifest);
        File.CreateSymbolicLink(manifest, "/dev/zero");
        Assert.Contains("is a link that leaves", Refusal(teachers));
    }

    [Fact]
    public void Files_that_are_empty_or_too_large_are_not_opened()
    {
        using var teachers = new TemporaryTeachers("dnn");
        var model = Path.Combine(teachers["dnn"], TeacherFolder.ModelFile);
        var bytes = new FileInfo(model).Length;
        Assert.Contains($"has {bytes} bytes; at most {bytes - 1} are loaded", Assert.Throws<RrmException>(() => TeacherFolder.Read(teachers["dnn"], bytes - 1)).Message);
        TeacherFolder.Read(teachers["dnn"], bytes);
        File.WriteAllBytes(model, []);
        Assert.Contains("is empty, or no ordinary file", Refusal(teachers));
        using (var large = File.OpenWrite(Path.Combine(teachers["dnn"], TeacherFolder.ManifestFile)))
            large.SetLength(TeacherFolder.MaxManifestBytes + 1);
        Assert.Contains($"at most {TeacherFolder.MaxManifestBytes} are loaded", Refusal(teachers));
    }

    [Fact]
    public void A_pipe_in_the_place_of_a_model_is_refused_and_nobody_waits()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Windows has no pipes in folders.");
        using var teachers = new TemporaryTeachers("dnn");
        var model = Path.Combine(teachers["dnn"], TeacherFolder.ModelFile);
        File.Delete(model);
        using (var make = System.Diagnostics.Process.Start("mkfifo", [model]))
            Assert.True(make.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Contains("is empty, or no ordinary file", Refusal(teachers));
    }

    [Fact]
    public void An_unknown_precision_is_refused()
    {
        using var teachers = new TemporaryTeachers("dnn");
        teachers.Rewrite("dnn", manifest => manifest with { Precision = "int4" });
        Assert.Contains("says precision 'int4'; this program knows float32 and int8", Refusal(teachers));
    }

    private static string Refusal(TemporaryTeachers teachers) => Assert.Throws<RrmException>(() => TeacherModel.Load(teachers["dnn"])).Message;

    // Protobuf merges messages, so a second `graph` field appended to the file adds to the graph: here an initializer whose data is in a file
    // beside it, a node that reads it, and the node's result as an output.
    private static byte[] ExternalInitializer()
    {
        var entry = Message(output => { Text(output, 1, "location"); Text(output, 2, "outside.bin"); });
        var tensor = Message(output => { Number(output, 1, 4); Number(output, 2, 1); Text(output, 8, "stowaway"); Bytes(output, 13, entry); Number(output, 14, 1); });
        var node = Message(output => { Text(output, 1, "stowaway"); Text(output, 2, "landed"); Text(output, 4, "Identity"); });
        var type = Message(output => Bytes(output, 1, Message(tensorType => Number(tensorType, 1, 1))));
        var result = Message(output => { Text(output, 1, "landed"); Bytes(output, 2, type); });
        var graph = Message(output => { Bytes(output, 1, node); Bytes(output, 5, tensor); Bytes(output, 12, result); });
        return Message(output => Bytes(output, 7, graph)).ToByteArray();
    }

    private static void Number(CodedOutputStream output, int field, int value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }

    private static void Text(CodedOutputStream output, int field, string value) => Bytes(output, field, ByteString.CopyFromUtf8(value));

    private static void Bytes(CodedOutputStream output, int field, ByteString value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(value);
    }

    private static ByteString Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
            write(output);
        return ByteString.CopyFrom(stream.ToArray());
    }
}
