using Rrm.Images;

namespace Rrm.Datasets;

/// <summary>
/// The embedded data set: ten drawn forms under rich nuisance, with a faint class-coded grating beside them. Natural training leans
/// on the grating and breaks under attack; adversarial training learns the form; a student that matches an adversarially trained
/// network's representation on these natural images takes over much of its robustness.
/// </summary>
internal static class Shapes
{
    public const int TrainImages = 10_000, TestImages = 2_000;
    private const long Seed = 1; // of the data set, not of a run: every run sees the same pictures

    public static Dataset Open(DatasetRequest request, CancellationToken cancellation)
    {
        var shape = request.OnlyShape(ImageShape.Rgb(ShapePainter.Side));
        return new Dataset(request.Name, Generate("train", 0, TrainImages), Generate("test", 1, TestImages));

        ImageSet Generate(string split, int number, int available)
        {
            using var painters = new ThreadLocal<ShapePainter>(() => new ShapePainter());
            return new ImageSet(
                request.Name, split, shape, ShapeForm.Names, request.LimitOf(available),
                (index, pixels) => painters.Value!.Paint(Seed, number, index, pixels), cancellation);
        }
    }
}
