using Rrm.Checkpoints;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.Attacks;

/// <summary>The network, images, labels and starts of the stored attacks.</summary>
internal sealed class AttackGoldens : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public AttackGoldens(string norm)
    {
        var checkpoint = Goldens.Checkpoint("dnn");
        Network = Network.Load(checkpoint, CPU);
        Images = TestImages.Of(checkpoint.Architecture.Input);
        Labels = tensor(Goldens.Tensor("attack/labels").Floats.ToArray()).to(ScalarType.Int64);
        Set = norm == "linf" ? new LinfBall(2 / 255.0) : new L2Ball(0.5);
        var noise = tensor(Goldens.Uniform("noise", 4 * 3 * 32 * 32), [4, 3, 32, 32]).Mul(2).Sub(1);
        if (Set.Norm == Norm.L2)
            noise /= noise.Square().sum([1, 2, 3], keepdim: true).sqrt();
        Start = Images.Add(noise.Mul(Set.Eps).to(ScalarType.Float32)).Clamp(0, 1);
    }

    public Network Network { get; }

    public Tensor Images { get; }

    public Tensor Labels { get; }

    public Tensor Start { get; }

    public PerturbationSet Set { get; }

    public void Dispose()
    {
        Network.Dispose();
        scope.Dispose();
    }
}
