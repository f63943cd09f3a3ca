using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Rrm.Architectures;
using Rrm.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Networks;

/// <summary>Weights before training, as PyTorch's layers and torchvision's networks draw them, keyed by (seed, name).</summary>
internal static class InitialWeights
{
    public static Tensor Of(TensorDescription tensor, long seed) => tensor.Role switch
    {
        TensorRole.BatchesTracked => zeros([], ScalarType.Int64),
        TensorRole.Scale or TensorRole.RunningVariance => ones([.. tensor.Shape]),
        TensorRole.Shift or TensorRole.RunningMean => zeros([.. tensor.Shape]),
        TensorRole.Bias when tensor.Initialization != Initialization.Uniform => zeros([.. tensor.Shape]),
        _ => Draw(tensor, seed),
    };

    private static Tensor Draw(TensorDescription tensor, long seed)
    {
        var random = new KeyedRandom(seed, RandomDomain.Initialization, a: KeyOf(tensor.Name));
        var values = new float[tensor.ElementCount];
        if (tensor.Initialization == Initialization.Uniform)
        {
            var bound = (float)(1 / Math.Sqrt(tensor.FanIn));
            random.FillUniform(values, -bound, bound);
        }
        else
        {
            var deviation = tensor.Initialization == Initialization.KaimingNormal ? (float)Math.Sqrt(2.0 / tensor.FanOut) : 0.01f;
            random.FillGaussian(values);
            foreach (ref var value in values.AsSpan())
                value *= deviation;
        }
        return TorchSharp.torch.tensor(values, [.. tensor.Shape]);
    }

    private static int KeyOf(string name) => MemoryMarshal.Read<int>(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
