using Rrm.Images;

namespace Rrm.Architectures;

/// <summary>
/// The classifiers of the paper (appendix B, table 7) as the authors built them, with the authors' state_dict names and shapes;
/// and two small families for machines without a GPU, whose members of one size represent images by equally many values.
/// </summary>
public static class ArchitectureCatalog
{
    private static readonly ImageShape Cifar = new(3, 32, 32);
    private static readonly ImageShape ImageNet = new(3, 224, 224);

    private static readonly Dictionary<string, (ImageShape Input, Func<string, ImageShape, int, Architecture> Build)> Entries = new()
    {
        ["dnn"] = (Cifar, Dnn),
        ["vgg11"] = (Cifar, (name, input, classes) => CifarVgg(name, input, classes, [64, 0, 128, 0, 256, 256, 0, 512, 512, 0, 512, 512, 0])),
        ["vgg19"] = (Cifar, (name, input, classes) => CifarVgg(name, input, classes, [64, 64, 0, 128, 128, 0, 256, 256, 256, 256, 0, 512, 512, 512, 512, 0, 512, 512, 512, 512, 0])),
        ["resnet18"] = (Cifar, (name, input, classes) => CifarResNet(name, input, classes, [64, 128, 256, 512], [2, 2, 2, 2], bottleneck: false)),
        ["resnet50"] = (Cifar, (name, input, classes) => CifarResNet(name, input, classes, [64, 128, 256, 512], [3, 4, 6, 3], bottleneck: true)),
        ["alexnet"] = (ImageNet, AlexNet),
        ["vgg16"] = (ImageNet, ImageNetVgg16),
        ["resnet50-imagenet"] = (ImageNet, ImageNetResNet50),
        ["vgg-small"] = (Cifar, (name, input, classes) => SmallVgg(name, input, classes, 16)),
        ["vgg-medium"] = (Cifar, (name, input, classes) => SmallVgg(name, input, classes, 32)),
        ["resnet-small"] = (Cifar, (name, input, classes) => SmallResNet(name, input, classes, 16)),
        ["resnet-medium"] = (Cifar, (name, input, classes) => SmallResNet(name, input, classes, 32)),
    };

    /// <summary>The built-in names.</summary>
    public static IReadOnlyCollection<string> Names => Entries.Keys;

    /// <summary>A built-in classifier. Without an input shape it takes the one of the paper: 3x32x32, or 3x224x224.</summary>
    public static Architecture Create(string name, int classes, ImageShape? input = null)
    {
        if (classes < 2)
            throw new RrmException($"Architecture '{name}' was asked for {classes} classes; a classifier needs at least 2.");
        return Find(name).Build(name, input ?? InputOf(name), classes);
    }

    /// <summary>The image shape of the paper for a built-in classifier: 3x32x32 or 3x224x224.</summary>
    public static ImageShape InputOf(string name) => Find(name).Input;

    private static (ImageShape Input, Func<string, ImageShape, int, Architecture> Build) Find(string name) => Entries.TryGetValue(name, out var entry)
        ? entry
        : throw new RrmException($"Architecture '{name}' is not known; expected {string.Join(", ", Names)}, or the path of a JSON description.");

    private static Architecture Dnn(string name, ImageShape input, int classes)
    {
        static IEnumerable<Layer> Stage(int first, int outputs) =>
        [
            new Convolution($"features.{first}", outputs, 3, Padding: 1), new ReLU(),
            new Convolution($"features.{first + 2}", outputs, 3, Padding: 1), new ReLU(),
            new MaxPool(2, 2),
        ];
        return new(name, input, [.. Stage(0, 32), .. Stage(5, 64), .. Stage(10, 128), new Flatten(), new Linear("features.16", 512), new ReLU()], [new Linear("classifier", classes)]);
    }

    /// <summary>Convolution, batch norm and ReLU for each width of the plan, a max pool for each zero.</summary>
    private static Architecture CifarVgg(string name, ImageShape input, int classes, int[] plan)
    {
        var body = new List<Layer>();
        var index = 0;
        foreach (var width in plan)
        {
            body.AddRange(width == 0
                ? [new MaxPool(2, 2)]
                : [new Convolution($"features.{index}", width, 3, Padding: 1), new BatchNorm($"features.{index + 1}"), new ReLU()]);
            index += width == 0 ? 1 : 3;
        }
        return new(name, input, [.. body, new Flatten()], [new Linear("classifier", classes)]);
    }

    private static Architecture CifarResNet(string name, ImageShape input, int classes, int[] widths, int[] blocks, bool bottleneck)
    {
        // The authors' ResNet50 always narrows its 2048 pooled values to 512 by a linear layer without activation.
        IEnumerable<Layer> narrowing = bottleneck ? [new Linear("added_linear", 512)] : [];
        return new(name, input,
            [
                new Convolution("conv1", widths[0], 3, Padding: 1, Bias: false), new BatchNorm("bn1"), new ReLU(),
                .. Stages(widths, blocks, bottleneck, widths[0], "shortcut", Initialization.Uniform),
                new AdaptiveAveragePool(1), new Flatten(), .. narrowing,
            ],
            [new Linear("linear", classes)]);
    }

    /// <summary>Four 3x3 convolutions and three pools, then a linear layer to 8 x width values.</summary>
    private static Architecture SmallVgg(string name, ImageShape input, int classes, int width) => new(name, input,
        [
            .. ConvolutionBlock(0, width), new MaxPool(2, 2),
            .. ConvolutionBlock(4, 2 * width), .. ConvolutionBlock(7, 2 * width), new MaxPool(2, 2),
            .. ConvolutionBlock(11, 4 * width), new MaxPool(2, 2),
            new Flatten(), new Linear("features.16", 8 * width), new ReLU(),
        ],
        [new Linear("classifier", classes)]);

    private static Layer[] ConvolutionBlock(int index, int outputs) =>
        [new Convolution($"features.{index}", outputs, 3, Padding: 1, Bias: false), new BatchNorm($"features.{index + 1}"), new ReLU()];

    /// <summary>A stem that halves the image, then three basic blocks to 8 x width channels and global pooling.</summary>
    private static Architecture SmallResNet(string name, ImageShape input, int classes, int width) => new(name, input,
        [
            new Convolution("conv1", width, 3, Padding: 1, Bias: false), new BatchNorm("bn1"), new ReLU(), new MaxPool(2, 2),
            .. Stages([2 * width, 4 * width, 8 * width], [1, 1, 1], bottleneck: false, inputs: width, "shortcut", Initialization.Uniform),
            new AdaptiveAveragePool(1), new Flatten(),
        ],
        [new Linear("linear", classes)]);

    private static Architecture ImageNetResNet50(string name, ImageShape input, int classes) => new(name, input,
        [
            new Convolution("conv1", 64, 7, Stride: 2, Padding: 3, Bias: false, Initialization.KaimingNormal), new BatchNorm("bn1"), new ReLU(), new MaxPool(3, 2, 1),
            .. Stages([64, 128, 256, 512], [3, 4, 6, 3], bottleneck: true, inputs: 64, "downsample", Initialization.KaimingNormal),
            new AdaptiveAveragePool(1), new Flatten(),
        ],
        [new Linear("fc", classes)]);

    private static IEnumerable<Layer> Stages(int[] widths, int[] blocks, bool bottleneck, int inputs, string shortcut, Initialization initialization)
    {
        for (var stage = 0; stage < widths.Length; stage++)
        {
            for (var block = 0; block < blocks[stage]; block++)
            {
                var prefix = $"layer{stage + 1}.{block}";
                var stride = stage > 0 && block == 0 ? 2 : 1;
                var (width, outputs) = (widths[stage], widths[stage] * (bottleneck ? 4 : 1));
                Layer[] body = bottleneck
                    ? [Conv(1, width, 1, 1), Norm(1), new ReLU(), Conv(2, width, 3, stride), Norm(2), new ReLU(), Conv(3, outputs, 1, 1), Norm(3)]
                    : [Conv(1, width, 3, stride), Norm(1), new ReLU(), Conv(2, outputs, 3, 1), Norm(2)];
                Layer[] projection = stride != 1 || inputs != outputs
                    ? [new Convolution($"{prefix}.{shortcut}.0", outputs, 1, stride, 0, Bias: false, initialization), new BatchNorm($"{prefix}.{shortcut}.1")]
                    : [];
                yield return new Residual(body, projection);
                yield return new ReLU();
                inputs = outputs;

                Convolution Conv(int index, int channels, int kernel, int step) => new($"{prefix}.conv{index}", channels, kernel, step, kernel / 2, Bias: false, initialization);
                BatchNorm Norm(int index) => new($"{prefix}.bn{index}");
            }
        }
    }

    private static Architecture AlexNet(string name, ImageShape input, int classes) => new(name, input,
        [
            new Convolution("features.0", 64, 11, Stride: 4, Padding: 2), new ReLU(), new MaxPool(3, 2),
            new Convolution("features.3", 192, 5, Padding: 2), new ReLU(), new MaxPool(3, 2),
            new Convolution("features.6", 384, 3, Padding: 1), new ReLU(),
            new Convolution("features.8", 256, 3, Padding: 1), new ReLU(),
            new Convolution("features.10", 256, 3, Padding: 1), new ReLU(), new MaxPool(3, 2),
            new AdaptiveAveragePool(6), new Flatten(),
            new Dropout(0.5), new Linear("classifier.1", 4096), new ReLU(),
            new Dropout(0.5), new Linear("classifier.4", 2048), new ReLU(),
        ],
        [new Linear("last_layer", classes)]);

    private static Architecture ImageNetVgg16(string name, ImageShape input, int classes)
    {
        var body = new List<Layer>();
        var index = 0;
        foreach (var width in (int[])[64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0])
        {
            body.AddRange(width == 0
                ? [new MaxPool(2, 2)]
                : [new Convolution($"features.{index}", width, 3, Padding: 1, Initialization: Initialization.KaimingNormal), new ReLU()]);
            index += width == 0 ? 1 : 2;
        }
        return new(name, input,
            [
                .. body, new AdaptiveAveragePool(7), new Flatten(),
                new Linear("classifier.0", 4096, Initialization: Initialization.SmallNormal), new ReLU(), new Dropout(0.5),
                new Linear("classifier.3", 2048, Initialization: Initialization.SmallNormal), new ReLU(),
            ],
            [new Dropout(0.5), new Linear("classifier.6", classes, Initialization: Initialization.SmallNormal)]);
    }
}
