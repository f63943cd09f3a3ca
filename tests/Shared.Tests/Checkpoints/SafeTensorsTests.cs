using System.Text;
using Rrm.Checkpoints;

namespace Rrm.Shared.Tests.Checkpoints;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"rrm-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Reads_what_it_wrote()
    {
        Write(("a", TensorData.Of([1f, -2f, float.NaN, 4f], 2, 2)), ("b", TensorData.Of(42)), ("empty", TensorData.Of([], 0, 3)));

        var read = SafeTensors.Read(path);

        Assert.Equal(["a", "b", "empty"], read.Keys.Order());
        Assert.Equal([1f, -2f, float.NaN, 4f], read["a"].Floats.ToArray());
        Assert.Equal([2, 2], read["a"].Shape);
        Assert.Equal(42, BitConverter.ToInt64(read["b"].Bytes.Span));
    }

    [Fact]
    public void Metadata_is_written_as_the_format_has_it_and_is_no_tensor()
    {
        using (var stream = File.Create(path))
            SafeTensors.Write(stream, [KeyValuePair.Create("a", TensorData.Of([1f], 1))], new Dictionary<string, string> { ["teacher"] = "vgg11" });

        Assert.Equal(["a"], SafeTensors.Read(path).Keys);
        Assert.Contains("\"__metadata__\":{\"teacher\":\"vgg11\"}", File.ReadAllText(path));
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused_with_a_sentence()
    {
        Write(("a", TensorData.Of([1f, 2f], 2)), ("b", TensorData.Of(3)));
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Contains("not a readable safetensors file", Assert.Throws<RrmException>(() => SafeTensors.Read(path)).Message);
        }
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}""", 4, "type 'F99'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "overlap or leave a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "overlap or leave a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 6, "2 bytes follow")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""", 4, "not a readable")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not a readable")]
    [InlineData("""[]""", 0, "not a readable")]
    public void A_lying_header_is_refused(string header, int dataBytes, string expected)
    {
        var json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. new byte[dataBytes]]);
        Assert.Contains(expected, Assert.Throws<RrmException>(() => SafeTensors.Read(path)).Message);
    }

    private void Write(params (string Name, TensorData Tensor)[] tensors) =>
        AtomicFile.Write(path, stream => SafeTensors.Write(stream, tensors.Select(entry => KeyValuePair.Create(entry.Name, entry.Tensor))));
}
