using Rrm.Checkpoints;
using Rrm.Checkpoints.Importing;
using Rrm.Images;
using Rrm.Shared.Tests.Checkpoints.PyTorch;

namespace Rrm.Shared.Tests.Checkpoints.Importing;

public sealed class CheckpointImporterTests : IDisposable
{
    private static readonly Checkpoint Original = Goldens.Checkpoint("resnet-small");
    private static readonly KeyValuePair<string, TensorData>[] Tensors = [.. Original.Architecture.Tensors.Select(tensor => KeyValuePair.Create(tensor.Name, Original.Tensors[tensor.Name]))];
    private static readonly ImportOptions Options = new() { Architecture = "resnet-small", Normalization = Normalization.Cifar10 };

    private readonly string folder = Directory.CreateTempSubdirectory("rrm-import-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("bare")]
    [InlineData("state_dict")]
    [InlineData("net.")]
    [InlineData("module.")]
    [InlineData("attacked")]
    [InlineData("safetensors")]
    public void Every_layout_gives_the_weights_that_were_saved(string layout)
    {
        var file = layout switch
        {
            "bare" => Write(TorchFile.Of(Tensors)),
            "state_dict" => Write(TorchFile.Of(Tensors, (pickle, state) => Under(pickle, "state_dict", state))),
            "attacked" => Write(Attacked()),
            "safetensors" => WriteSafeTensors(Tensors),
            _ => Write(TorchFile.Of(Prefixed(layout))),
        };

        var (checkpoint, report) = Import(file, layout == "attacked" ? Options with { Normalization = null } : Options);

        Assert.Equal(Original.ParametersSha256(), checkpoint.ParametersSha256());
        Assert.Equal((10, Tensors.Length), (report.Classes, report.Tensors));
        Assert.Equal(new ModelSource(Path.GetFileName(file), TeacherFolder.HashOf(file)), checkpoint.Manifest.Provenance?.Source);
        Assert.Equal("imported", checkpoint.Manifest.Provenance?.Method);
        Assert.Equal(layout == "attacked" ? [0.4914, 0.4822, 0.4465] : Normalization.Cifar10.Mean, checkpoint.Manifest.Normalization.Mean);
        Assert.Equal(layout == "attacked" ? Tensors.Length + 4 : 0, report.LeftOut.Count);
        AtomicFolder.Replace(Path.Combine(folder, "out"), checkpoint.WriteInto);
        Assert.Equal(Original.ParametersSha256(), Checkpoint.Read(Path.Combine(folder, "out")).ParametersSha256());
    }

    [Fact]
    public void Narrow_and_wide_numbers_become_float32_and_int64()
    {
        var cast = Tensors.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.Type == TensorType.I64
            ? new TensorData(TensorType.I32, [], BitConverter.GetBytes(7))
            : entry.Key switch
            {
                "linear.bias" => new TensorData(TensorType.F16, [10], Bytes(entry.Value, value => BitConverter.GetBytes((Half)value))),
                "bn1.weight" => new TensorData(TensorType.BF16, entry.Value.Shape, Bytes(entry.Value, value => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)))),
                _ => new TensorData(TensorType.F64, entry.Value.Shape, Bytes(entry.Value, value => BitConverter.GetBytes((double)value))),
            })).ToArray();

        var (checkpoint, _) = Import(Write(TorchFile.Of(cast)), Options);

        Assert.Equal(Original.Tensors["conv1.weight"].Floats, checkpoint.Tensors["conv1.weight"].Floats);
        Assert.Equal(7, BitConverter.ToInt64(checkpoint.Tensors["bn1.num_batches_tracked"].Bytes.Span));
        foreach (var (name, share) in ((string, float)[])[("linear.bias", 1 / 2048f), ("bn1.weight", 1 / 128f)])
            Assert.All(Original.Tensors[name].Floats.ToArray().Zip(checkpoint.Tensors[name].Floats.ToArray()), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, share * Math.Abs(pair.First)));
    }

    [Fact]
    public void All_that_does_not_fit_is_told_at_once_with_the_nearest_names()
    {
        var changed = Tensors.Where(entry => entry.Key != "layer1.0.bn1.bias").Select(entry => entry.Key switch
        {
            "conv1.weight" => KeyValuePair.Create("conv_1.weight", entry.Value),
            "bn1.weight" => KeyValuePair.Create("bn1.weight", TensorData.Of([1, 2, 3], 3)),
            "bn1.bias" => KeyValuePair.Create("bn1.bias", new TensorData(TensorType.I32, entry.Value.Shape, new byte[64])),
            _ => entry,
        }).Append(KeyValuePair.Create("module.linear.weight", Original.Tensors["linear.weight"])).ToArray();

        var problem = Refusal(Write(TorchFile.Of(changed)), Options);

        Assert.Contains("conv1.weight [16, 3, 3, 3] is missing (is it 'conv_1.weight'?)", problem);
        Assert.Contains("'bn1.weight' is [3] F32, bn1.weight [16] F32 was expected", problem);
        Assert.Contains("'bn1.bias' is [16] I32", problem);
        Assert.Contains("layer1.0.bn1.bias [32] is missing", problem);
        Assert.Contains("'conv_1.weight' [16, 3, 3, 3] F32 is not in the architecture (is it 'conv1.weight'?)", problem);
        Assert.Contains("'linear.weight' and 'module.linear.weight' both mean linear.weight", problem);
    }

    [Fact]
    public void A_name_map_says_which_is_which_and_what_to_leave_out()
    {
        var renamed = Tensors.Select(entry => entry.Key == "conv1.weight" ? KeyValuePair.Create("stem", entry.Value) : entry).Append(KeyValuePair.Create("auxiliary", TensorData.Of([1], 1))).ToArray();
        var file = Write(TorchFile.Of(renamed));

        var (checkpoint, report) = Import(file, Options with { NameMap = new Dictionary<string, string?> { ["stem"] = "conv1.weight", ["auxiliary"] = null } });

        Assert.Equal(Original.ParametersSha256(), checkpoint.ParametersSha256());
        Assert.Equal(["auxiliary"], report.LeftOut);
        Assert.Contains(
            "the name map says 'conv2.weight' for 'stem', which is not in the architecture; the name map has 'nothing', which is not in the file",
            Refusal(file, Options with { NameMap = new Dictionary<string, string?> { ["stem"] = "conv2.weight", ["nothing"] = "conv1.weight", ["auxiliary"] = null } }));
    }

    [Fact]
    public void Files_without_counters_are_complete()
    {
        var (checkpoint, report) = Import(Write(TorchFile.Of([.. Tensors.Where(entry => entry.Value.Type != TensorType.I64)])), Options);
        Assert.True(report.WithoutCounters);
        Assert.Equal(Original.ParametersSha256(), checkpoint.ParametersSha256()); // The goldens count 0 batches.
    }

    [Fact]
    public void The_temperature_that_no_file_tells_is_in_the_checkpoint()
    {
        var file = Write(TorchFile.Of(Tensors));
        Assert.Equal((1, 30), (Import(file, Options).Checkpoint.Manifest.Temperature, Import(file, Options with { Temperature = 30 }).Checkpoint.Manifest.Temperature));
    }

    [Fact]
    public void What_would_answer_nonsense_is_refused()
    {
        Assert.Contains("Give --normalization (cifar10, cifar10-robustness, restricted-imagenet, centred), or --mean and --std", Refusal(Write(TorchFile.Of(Tensors)), Options with { Normalization = null }));
        Assert.Contains("does not hold a 'resnet-small'", Refusal(Write(TorchFile.Of(Tensors)), Options with { Classes = 7 }));
        var diverged = Tensors.Select(entry => entry.Key == "linear.bias" ? KeyValuePair.Create(entry.Key, TensorData.Of([0, 1, 2, float.NaN, 4, 5, 6, 7, 8, 9], 10)) : entry).ToArray();
        Assert.Contains("'linear.bias' holds values that are not finite", Refusal(Write(TorchFile.Of(diverged)), Options));
    }

    private static KeyValuePair<string, TensorData>[] Prefixed(string prefix) => [.. Tensors.Select(entry => KeyValuePair.Create($"{prefix}{entry.Key}", entry.Value))];

    // As the robustness library saves: the network twice, the constants of its normaliser, and what trained it.
    private static byte[] Attacked()
    {
        var (mean, std) = (TensorData.Of([0.4914f, 0.4822f, 0.4465f], 3, 1, 1), TensorData.Of([0.2023f, 0.1994f, 0.2010f], 3, 1, 1));
        KeyValuePair<string, TensorData>[] all =
        [
            .. Prefixed("module.model."), new("module.normalizer.new_mean", mean), new("module.normalizer.new_std", std),
            new("module.attacker.normalize.new_mean", mean), new("module.attacker.normalize.new_std", std), .. Prefixed("module.attacker.model."),
        ];
        return TorchFile.Of(all, (pickle, state) => Under(pickle, "model", state));
    }

    private static void Under(PickleWriter pickle, string key, Action<PickleWriter> state)
    {
        pickle.Op('}').Op('(').Text("optimizer").Op('}').Text(key);
        state(pickle);
        pickle.Text("epoch").Number(3).Op('u');
    }

    private static byte[] Bytes(TensorData tensor, Func<float, byte[]> convert) => [.. tensor.Floats.ToArray().SelectMany(convert)];

    private static (Checkpoint Checkpoint, ImportReport Report) Import(string file, ImportOptions options) => CheckpointImporter.Import(file, options, TestContext.Current.CancellationToken);

    private static string Refusal(string file, ImportOptions options) => Assert.Throws<RrmException>(() => Import(file, options)).Message;

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(folder, "weights.pt");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private string WriteSafeTensors(IEnumerable<KeyValuePair<string, TensorData>> tensors)
    {
        var path = Path.Combine(folder, "weights.safetensors");
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors));
        return path;
    }
}
