using Rrm.Checkpoints;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.RobustData;
using static TorchSharp.torch;

namespace Rrm.StudentTrainer.Tests.RobustData;

public sealed class RepresentationDescentTests
{
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Images_end_much_nearer_to_their_targets_than_they_began(Precision precision)
    {
        using var scope = NewDisposeScope();
        using var teacher = RobustSets.Teacher();
        var (sources, starts) = (TestImages.Of(TestData.Shape, 6), TestImages.Of(TestData.Shape, 6, salt: 1));
        var moved = new RepresentationDescent(teacher, steps: 200, stepSize: 0.05, precision).Run(sources, starts, _ => { }, CancellationToken.None);
        for (var index = 0; index < 6; index++)
            Assert.InRange(moved.Distances[index], 0, 0.25 * moved.StartDistances[index]);
        Assert.Equal(6 * TestData.Shape.Elements, moved.Pixels.Length);
    }

    [Fact]
    public void Distances_are_those_of_the_stored_pixels()
    {
        using var scope = NewDisposeScope();
        using var teacher = RobustSets.Teacher();
        var (sources, starts) = (TestImages.Of(TestData.Shape, 3), TestImages.Of(TestData.Shape, 3, salt: 1));
        var moved = new RepresentationDescent(teacher, steps: 10, stepSize: 0.05, Precision.Float32).Run(sources, starts, _ => { }, CancellationToken.None);
        using var frozen = teacher.Freeze();
        var stored = tensor(moved.Pixels, [3, .. ((long[])[3, 8, 8])]).to(ScalarType.Float32) / 255f;
        var expected = (teacher.Forward(stored).Representation - teacher.Forward(sources).Representation).norm(1);
        Assert.True(tensor(moved.Distances).allclose(expected, 1e-5, 1e-6));
    }

    [Fact]
    public void A_step_that_only_leads_away_leaves_the_start()
    {
        using var scope = NewDisposeScope();
        using var teacher = RobustSets.Teacher();
        var images = TestImages.Of(TestData.Shape, 4);
        var moved = new RepresentationDescent(teacher, steps: 5, stepSize: 1, Precision.Float32).Run(images, images, _ => { }, CancellationToken.None);
        Assert.Equal(images.mul(255f).round().to(ScalarType.Byte).bytes.ToArray(), moved.Pixels);
        Assert.All(moved.Distances, distance => Assert.Equal(0, distance));
    }

    [Fact]
    public void The_teacher_is_left_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var teacher = RobustSets.Teacher();
        var before = RobustSets.Sha256(teacher);
        teacher.IsTraining = true;
        new RepresentationDescent(teacher, steps: 3, stepSize: 0.1, Precision.Float32)
            .Run(TestImages.Of(TestData.Shape, 2), TestImages.Of(TestData.Shape, 2, salt: 1), _ => { }, CancellationToken.None);
        Assert.True(teacher.IsTraining);
        Assert.All(teacher.Parameters, parameter => Assert.True(parameter.Value.requires_grad && parameter.Value.grad is null));
        Assert.Equal(before, RobustSets.Sha256(teacher));
    }
}
