using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Rrm.Checkpoints;
using Rrm.Checkpoints.Importing;
using Rrm.Checkpoints.PyTorch;

namespace Rrm.Shared.Tests.Checkpoints.PyTorch;

public sealed class PyTorchFileTests : IDisposable
{
    // RRM_FUZZ=100000 looks longer.
    private static readonly int Rounds = int.Parse(Environment.GetEnvironmentVariable("RRM_FUZZ") ?? "4000");

    private readonly string path = Path.Combine(Path.GetTempPath(), $"rrm-{Guid.NewGuid():N}.pt");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Views_of_one_storage_are_gathered_in_row_major_order()
    {
        float[] storage = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
        var pickle = new PickleWriter().Op('}').Op('(');
        pickle.Text("whole").Tensor("0", "FloatStorage", 10, [10]);
        pickle.Text("rows").Tensor("0", "FloatStorage", 10, [2, 3], offset: 4);
        pickle.Text("transposed").Tensor("0", "FloatStorage", 10, [3, 2], [1, 3], offset: 1);
        pickle.Text("every third").Tensor("0", "FloatStorage", 10, [2, 1, 2], [3, 77, 3]);
        pickle.Text("repeated").Tensor("0", "FloatStorage", 10, [2, 2], [0, 1], offset: 8);
        pickle.Text("scalar").Tensor("0", "FloatStorage", 10, [], offset: 7);
        pickle.Text("none").Tensor("0", "FloatStorage", 10, [3, 0]).Op('u');
        File.WriteAllBytes(path, TorchFile.Zip(pickle.End(), [new("0", MemoryMarshal.AsBytes(storage.AsSpan()).ToArray())]));

        using var file = ForeignFile.Open(path);

        Assert.Equal(["whole", "rows", "transposed", "every third", "repeated", "scalar", "none"], file.Tensors.Keys);
        Assert.Equal(storage, Floats("whole"));
        Assert.Equal([4, 5, 6, 7, 8, 9], Floats("rows"));
        Assert.Equal([1, 4, 2, 5, 3, 6], Floats("transposed"));
        Assert.Equal([0, 3, 3, 6], Floats("every third"));
        Assert.Equal([8, 9, 8, 9], Floats("repeated"));
        Assert.Equal([7], Floats("scalar"));
        Assert.Equal([], Floats("none"));

        float[] Floats(string name) => file.Tensors[name].Load().Floats.ToArray();
    }

    [Fact]
    public void Calls_and_objects_around_the_tensors_are_neither_made_nor_in_the_way()
    {
        var victim = $"{path}.executed";
        var pickle = new PickleWriter().Op('}').Op('(');
        pickle.Text("optimizer").Global("os", "system").Op('(').Text($"touch {victim}").Op('t').Op('R');
        pickle.Text("args").Global("argparse", "Namespace").Op(')').Op(0x81).Op('}').Op('(').Text("lr").Number(1).Op('u').Op('b');
        pickle.Text("schedule").Global("dill._dill", "_create_function").Op('(').Global("builtins", "eval").Op(']').Op('a').Op('t').Op('R').Op('}').Op('b');
        pickle.Text("best").Global("numpy.core.multiarray", "scalar").Op('(').Global("numpy", "dtype").Op('(').Text("f8").Op(0x89).Op(0x88).Op('t').Op('R').Op('C', 3).Op((byte)1, 2, 3).Op('t').Op('R');
        pickle.Text("globals").Op('}').Text("__name__").Op('N').Op('s').Text("__name__").Op('N').Op('s'); // Twice, as dill writes it.
        pickle.Text("counts").Global("collections", "defaultdict").Op('(').Global("builtins", "int").Op('t').Op('R').Op('(').Text("a").Number(3).Op('u');
        pickle.Text("model").Call("collections", "OrderedDict").Op('(').Text("w").Tensor("0", "LongStorage", 1, []).Op('u').Op('}').Op('b').Op('u');
        File.WriteAllBytes(path, TorchFile.Zip(pickle.End(), [new("0", BitConverter.GetBytes(42L))]));

        using var file = ForeignFile.Open(path);

        Assert.Equal(42, BitConverter.ToInt64(Assert.Single(file.Tensors).Value.Load().Bytes.Span));
        Assert.False(File.Exists(victim));
    }

    public static TheoryData<string, string> Lies => new()
    {
        { "offset", "reaches from element 3 to 4 of a storage of 4" },
        { "negative offset", "of a storage of 4" },
        { "negative size", "not all numbers from 0 on" },
        { "stride", "reaches from element 0 to 5 of a storage of 4" },
        { "huge", "more elements than can be counted" },
        { "repeated", "larger than its storage" },
        { "dimensions", "a tensor has 65 sizes and 65 strides" },
        { "count", "has 16 bytes; 5 values of type F32 were expected" },
        { "path", "'archive/data/../../../etc/passwd', the values of a tensor, is not in it" },
        { "twice", "its state_dict has 'w' twice" },
        { "id", "a persistent id does not describe a storage" },
    };

    [Theory, MemberData(nameof(Lies))]
    public void A_tensor_that_lies_is_refused(string lie, string told)
    {
        var pickle = new PickleWriter().Op('}').Op('(').Text("w");
        _ = lie switch
        {
            "offset" => pickle.Tensor("0", "FloatStorage", 4, [2], offset: 3),
            "negative offset" => pickle.Tensor("0", "FloatStorage", 4, [2], offset: -1),
            "negative size" => pickle.Tensor("0", "FloatStorage", 4, [-2]),
            "stride" => pickle.Tensor("0", "FloatStorage", 4, [2], [5]),
            "huge" => pickle.Tensor("0", "FloatStorage", 4, [1L << 40, 1L << 40], [0, 0]),
            "repeated" => pickle.Tensor("0", "FloatStorage", 4, [1L << 28], [0]),
            "dimensions" => pickle.Tensor("0", "FloatStorage", 4, [.. Enumerable.Repeat(1L, 65)]),
            "count" => pickle.Tensor("0", "FloatStorage", 5, [5]),
            "path" => pickle.Tensor("../../../etc/passwd", "FloatStorage", 4, [4]),
            "twice" => pickle.Tensor("0", "FloatStorage", 4, [4]).Text("w").Op('N'),
            _ => pickle.Text("0").Op('Q'),
        };
        Assert.Contains(told, Refusal(TorchFile.Zip(pickle.Op('u').End(), [new("0", new byte[16])])));
    }

    [Fact]
    public void A_container_that_lies_is_refused()
    {
        KeyValuePair<string, byte[]>[] storages = [new("0", new byte[4000])];
        var pickle = new PickleWriter().Op('}').Op('(').Text("w").Tensor("0", "FloatStorage", 1000, [1000]).Op('u').End();
        var good = TorchFile.Zip(pickle, storages);
        Assert.Null(Problem(good));

        Assert.Contains("byte order is 'big'", Refusal(TorchFile.Zip(pickle, storages, byteOrder: "big")));
        Assert.Contains("is compressed", Refusal(TorchFile.Zip(pickle, storages, compression: CompressionLevel.Optimal)));
        Assert.Contains("holds 'archive/data/0' twice", Refusal(TorchFile.Zip(pickle, [.. storages, .. storages])));
        Assert.Contains("holds 0 files NAME/data.pkl", Refusal(good.Replace("data.pkl", "data.plk")));
        Assert.Contains("holds 2 files NAME/data.pkl", Refusal(TorchFile.Zip(pickle, [.. storages, new("../../other/data.pkl", pickle)]).Replace("archive/data/../../other", "123456789012345678901234")));
        good[good.Length / 2] ^= 1; // In the middle of the zeros of the storage.
        Assert.Contains("checksum of 'archive/data/0' is wrong", Refusal(good));
    }

    [Theory]
    [InlineData("", "ends at byte")]
    [InlineData("a", "takes more from the stack")]
    [InlineData("t", "closes a group")]
    [InlineData("i", "0x69, an instruction that torch.save does not write")]
    public void A_pickle_that_is_none_is_refused(string instructions, string told)
    {
        var pickle = new PickleWriter();
        foreach (var instruction in instructions)
            pickle.Op(instruction);
        Assert.Contains(told, Refusal(TorchFile.Zip(instructions == "" ? pickle.End()[..^1] : pickle.End(), [])));
    }

    [Fact]
    public void Bombs_of_shared_values_cost_no_more_than_their_length()
    {
        // A million laughs: each tuple holds the one before twice, a thousand times over; then depth alone.
        var laughs = new PickleWriter().Op('}').Op('q', 0);
        for (var level = 0; level < 20_000; level++)
            laughs.Op('h', 0).Op('h', 0).Op(0x86).Op('q', 0);
        for (var level = 0; level < 100_000; level++)
            laughs.Op(0x85);
        var started = Stopwatch.GetTimestamp();
        Assert.Contains("it holds a tuple instead of a state_dict", Refusal(TorchFile.Zip(laughs.End(), [])));
        Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < 30); // Walked through, it would take for ever.

        Assert.Contains("ends at byte", Refusal(TorchFile.Zip(new PickleWriter().Op('X').Op((byte)255, 255, 255, 127).End(), [])));
        Assert.Contains("ends at byte", Refusal(TorchFile.Zip(new PickleWriter().Op(0x8D).Op(255, 255, 255, 255, 255, 255, 255, 255).End(), [])));
        Assert.Contains("at most 67,108,864 are read", Refusal(TorchFile.Zip(new byte[65 << 20], [])));
        Assert.Contains("more than 4,000,000 instructions", Refusal(TorchFile.Zip([0x80, 2, (byte)'N', .. Enumerable.Repeat((byte)0x85, 5_000_000)], [])));
    }

    [Fact]
    public void Long_names_mentioned_again_and_again_are_not_composed_again_and_again()
    {
        const int Times = 20_000;
        var longest = new string('x', 256);
        var names = Named(longest, longest, Times);
        Assert.Contains("it holds 'xxx", Refusal(TorchFile.Zip(names, [])));
        Assert.Contains("or one of more than 256 letters", Refusal(TorchFile.Zip(Named(longest, longest + "x", 1), [])));
        Assert.Contains("or one of more than 256 letters", Refusal(TorchFile.Zip(new PickleWriter().Global(longest + "x", "y").End(), [])));
        AssertSmall(names, Times * 150);

        // A storage of a type that is not known, a tensor on it, a tensor on that one, and so on.
        var tensors = new PickleWriter().Global("torch._utils", "_rebuild_tensor_v2").Op('q', 0);
        tensors.Op('(').Text("storage").Global("torch", longest).Text("0").Text("cpu").Number(4).Op('t').Op('Q');
        for (var level = 0; level < Times; level++)
            tensors.Op('q', 1).Op('h', 0).Op('h', 1).Op(0x85).Op('R');
        Assert.Contains("it holds torch.xxx", Refusal(TorchFile.Zip(tensors.End(), [])));
        AssertSmall(tensors.End(), Times * 500);

        // A key is hashed as often as it is set.
        var keys = new PickleWriter().Op('}').Text(new string('k', 1 << 20)).Op('q', 0).Op('0').Op('(');
        for (var time = 0; time < Times; time++)
            keys.Op('h', 0).Op('N');
        var started = Stopwatch.GetTimestamp();
        Assert.Contains("It holds nothing", Refusal(TorchFile.Zip(keys.Op('u').End(), [])));
        Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < 10); // Hashed each time, it would take half a minute.

        static byte[] Named(string module, string name, int times)
        {
            var pickle = new PickleWriter().Text(module).Op('q', 0).Text(name).Op('q', 1);
            for (var time = 0; time < times; time++)
                pickle.Op('h', 0).Op('h', 1).Op(0x93);
            return pickle.End();
        }

        static void AssertSmall(byte[] pickle, long bytes)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            PickleInterpreter.Run(pickle);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes);
        }
    }

    [Fact]
    public void What_is_no_state_dict_is_named()
    {
        Assert.Contains("it holds models.vgg.VGG instead of a state_dict", Refusal(TorchFile.Zip(new PickleWriter().Global("models.vgg", "VGG").Op(')').Op(0x81).End(), [])));
        Assert.Contains("It holds 'weights' (a list), 'epoch' (a number)", Refusal(TorchFile.Zip(new PickleWriter().Op('}').Op('(').Text("weights").Op(']').Text("epoch").Number(3).Op('u').End(), [])));
        Assert.Contains("before PyTorch 1.6", Refusal([0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E]));
        Assert.Contains("does not begin as a zip file", Refusal("<html>"u8.ToArray()));
        Assert.Contains("No file at", Assert.Throws<RrmException>(() => ForeignFile.Open("nowhere.pt")).Message);
    }

    [Fact]
    public void A_file_changed_anywhere_is_read_or_refused_with_one_sentence()
    {
        float[] weights = [1, 2, 3, 4, 5, 6];
        var bytes = MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
        var pickle = new PickleWriter().Op('}').Op('(').Text("args").Global("argparse", "Namespace").Op(')').Op(0x81).Op('}').Op('b');
        pickle.Text("model").Call("collections", "OrderedDict").Op('q', 0).Op('(');
        pickle.Text("a").Tensor("0", "FloatStorage", 6, [2, 3]).Op('q', 1).Text("b").Op('h', 1).Text("c").Tensor("0", "FloatStorage", 6, [3], [2]).Op('u').Op('u');
        var whole = pickle.End();
        var zip = TorchFile.Zip(whole, [new("0", bytes)]);
        var random = new Random(7);
        var (read, refused) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            // In turns: anything in the zip, or only the pickle, with checksums that are right.
            var problem = Problem(round % 2 == 0 ? Mutated(zip, random) : TorchFile.Zip(Mutated(whole, random), [new("0", bytes)]));
            Assert.DoesNotContain('\n', problem ?? "");
            Assert.True(Stopwatch.GetElapsedTime(started).TotalSeconds < 20, $"round {round} took long");
            (read, refused) = problem is null ? (read + 1, refused) : (read, refused + 1);
        }
        Assert.True(read > Rounds / 50 && refused > Rounds / 2, $"{read} read, {refused} refused");
    }

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var change = random.Next(1, 4); change > 0 && bytes.Count > 1; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = (byte)(random.Next(2) * 255); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, bytes.Slice(random.Next(bytes.Count - 1), 1)); break;
                default: bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    private string Refusal(byte[] bytes)
    {
        var problem = Problem(bytes);
        Assert.NotNull(problem);
        Assert.DoesNotContain('\n', problem);
        return problem;
    }

    // Null when the file and all its tensors can be read. Any exception but ours fails the test.
    private string? Problem(byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            using var file = ForeignFile.Open(path);
            foreach (var tensor in file.Tensors.Values)
                tensor.Load();
            return null;
        }
        catch (RrmException problem)
        {
            return problem.Message;
        }
    }
}
