namespace Rrm.Inference.Tests;

public sealed class DeviceListTests
{
    [Theory]
    [InlineData("auto", "auto")]
    [InlineData("CPU", "cpu")]
    [InlineData("cuda", "cuda:0")]
    [InlineData("cuda:3", "cuda:3")]
    [InlineData("cuda:1, cuda", "cuda:1", "cuda:0")]
    public void Words_are_devices(string words, params string[] devices) =>
        Assert.Equal(devices, DeviceList.Parse(words).Select(device => device.ToString()));

    [Theory]
    [InlineData("tpu", "--device is 'tpu'; expected auto, cpu or cuda, or cuda:N")]
    [InlineData("", "--device is ''")]
    [InlineData("cuda:", "--device is 'cuda:'")]
    [InlineData("cuda:-1", "--device is 'cuda:-1'")]
    [InlineData("cuda:256", "--device is 'cuda:256'")]
    [InlineData("cpu:0", "--device is 'cpu:0'")]
    [InlineData("cuda:1,cuda:x", "--device is 'cuda:x'")]
    [InlineData("cuda,cuda:0", "expected every device once")]
    [InlineData("cuda,cpu", "expected auto or cpu alone, or several GPUs")]
    [InlineData("auto,cuda", "expected auto or cpu alone, or several GPUs")]
    public void Anything_else_is_refused_with_what_was_expected(string words, string says) =>
        Assert.Contains(says, Assert.Throws<RrmException>(() => DeviceList.Parse(words)).Message);
}
