using static TorchSharp.torch;
namespace Rrm.StudentTrainer.Numerics;
public enum Precision { Float32, BFloat16 }
public static class ChannelsLast { public static Tensor ToChannelsLast(this Tensor t) => t.permute(0,2,3,1).contiguous().permute(0,3,1,2); }
public sealed class Autocast : IDisposable { public static Autocast? Enable(TorchSharp.DeviceType d, Precision p) => null; public void Dispose() {} }
