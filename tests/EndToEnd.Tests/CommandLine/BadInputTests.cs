using Rrm.EndToEnd.Tests.Processes;

namespace Rrm.EndToEnd.Tests.CommandLine;

/// <summary>Whatever is wrong: an exit code, one sentence that says what was expected, and nothing written.</summary>
public sealed class BadInputTests(BadInputs inputs) : IClassFixture<BadInputs>
{
    private const int Failed = 1, BadUsage = 2;
    private const string Shapes = "--arch tiny.json --dataset shapes --limit 64 --epochs 1 --out new";

    public static TheoryData<int, string, string> Cases => new()
    {
        // The command line itself.
        { BadUsage, "", "Required command" },
        { BadUsage, "tarin", "'tarin'" },
        { BadUsage, $"train natural {Shapes} --epoch 3", "'--epoch'" },
        { BadUsage, $"train magic {Shapes}", "method is 'magic'; expected one of natural, sat, fast-at, fgsm-rs, free-at, rrm, kd, rdt" },
        { BadUsage, "train natural --arch tiny.json --dataset mnist --out new", "--dataset is 'mnist'; expected one of cifar10, imagefolder, restricted-imagenet, shapes" },
        { BadUsage, "train natural --arch tiny.json --dataset shapes", "'--out' is required" },
        { BadUsage, $"train natural {Shapes} --precision fp8", "--precision is 'fp8'; expected one of fp32, bf16, fp16" },
        { BadUsage, $"train natural {Shapes} --augmentation mirror", "--augmentation is 'mirror'; expected one of none, crop-flip, crop-flip-jitter-rotate" },
        { BadUsage, $"train natural {Shapes} --device tpu", "--device is 'tpu'; expected one of auto, cpu, cuda" },
        { BadUsage, $"train natural {Shapes} --lr fast", "'fast'" },
        { BadUsage, $"train fgsm-rs {Shapes} --eps 8", "did you mean 8/255?" },
        { BadUsage, $"train fgsm-rs {Shapes} --eps eight", "expected a fraction of a pixel as 8/255 or 0.0314" },
        { BadUsage, $"train fgsm-rs {Shapes} --eps -1/255", "--eps is '-1/255'" },
        { BadUsage, $"train fgsm-rs {Shapes}", "fgsm-rs needs --norm and --eps, as --norm linf --eps 8/255" },
        { BadUsage, $"train natural {Shapes} --eps 8/255", "natural does not attack while it trains" },
        { BadUsage, $"train rrm {Shapes}", "rrm needs --teacher: a checkpoint, a teacher folder or an endpoint" },
        { BadUsage, $"train natural {Shapes} --teacher good", "did you mean rrm?" },
        { BadUsage, "train natural --arch tiny.json --dataset shapes --limit 0 --out new", "--limit is 0; expected at least 1 image" },
        { BadUsage, $"train natural {Shapes} --batch-size 0 --lr -1", "--batch-size is 0; expected at least 1; --lr is -1; expected a positive number" },
        { BadUsage, $"train natural {Shapes} --schedule multistep --milestones 0", "--milestones are 0; expected epochs from 1 on" },
        { BadUsage, $"train rrm {Shapes} --teacher good --teacher-budget 1e9", "--teacher-wait is 1000000000; expected 0.1 to 86400 seconds" },
        { BadUsage, $"train kd {Shapes} --teacher good --lambda 1", "--lambda was given, and kd does not read it; it belongs to rrm" },
        { BadUsage, $"train rdt {Shapes}", "rdt needs --robust-data: a folder that 'rrm robustify' made" },
        { BadUsage, "robustify --teacher good --dataset shapes --steps 0 --out new", "--steps is 0; expected more than 0" },
        { BadUsage, $"train natural {Shapes} --json empty", "'empty' is a folder; expected the file to write" },
        { BadUsage, "evaluate good --dataset shapes --eps 8/255 --attack nonsense", "--attack has 'nonsense'; expected one or more of" },
        { BadUsage, "evaluate good good --dataset shapes --eps 8/255", "2 checkpoints were given and no folder for what is measured of them; add --out FOLDER" },
        { BadUsage, "evaluate good --dataset shapes --eps 8/255 --steps 0", "--steps is 0; expected at least 1" },
        { BadUsage, "evaluate good --dataset shapes --eps 8", "did you mean 8/255?" },
        { BadUsage, "evaluate good --dataset shapes", "--eps is missing" },
        { BadUsage, "evaluate good --dataset shapes --eps 8/255 --split all", "--split is 'all'; expected one of test, train" },
        { BadUsage, "evaluate good --dataset shapes --eps 8/255 --limit 0", "--limit is 0; expected at least 1 image" },
        { BadUsage, "quickstart --dataset imagefolder", "--dataset is 'imagefolder'; expected one of shapes, cifar10" },

        // Architectures.
        { Failed, "train natural --arch vgg-smal --dataset shapes --limit 64 --out new", "Architecture 'vgg-smal' is not known; expected dnn," },
        { Failed, "train natural --arch nowhere.json --dataset shapes --limit 64 --out new", "No architecture file at 'nowhere.json'" },
        { Failed, "train natural --arch typo.json --dataset shapes --limit 64 --out new", "'typo.json' is not an architecture" },
        { Failed, "train natural --arch five.json --dataset shapes --limit 64 --out new", "describes 5 classes; the data has 10" },
        { Failed, "train natural --arch typo.json --dataset imagefolder --data empty --out new", "'typo.json' is not an architecture" },

        // Data.
        { Failed, "train natural --arch tiny.json --dataset imagefolder --data nowhere --out new", "has no folder train" },
        { Failed, "train natural --arch tiny.json --dataset imagefolder --out new", "add --data DIR" },
        { Failed, "train natural --arch tiny.json --dataset cifar10 --data cifar --out new", "has 36,876 bytes; expected 30,730,000" },
        { Failed, "train natural --arch tiny.json --dataset cifar10 --data file/data --out new", "could not be downloaded there" },
        { Failed, "quickstart --dataset cifar10 --out new", "add --data DIR" },

        // Checkpoints and teachers.
        { Failed, "evaluate nowhere --dataset shapes --eps 8/255", "No checkpoint at 'nowhere'" },
        { Failed, "evaluate truncated --dataset shapes --eps 8/255", "It may be truncated; write or copy it again" },
        { Failed, "evaluate foreign --dataset shapes --eps 8/255", "'foreign' does not hold a 'dnn'" },
        { Failed, "evaluate contradicting --dataset shapes --eps 8/255", "it says 10 classes, input 3x32x32, representation width 3" },
        { Failed, "evaluate garbled --dataset shapes --eps 8/255", "is not a model manifest" },
        { Failed, "export nowhere --out models/new", "No checkpoint at 'nowhere'" },
        { Failed, "export truncated --out models/new", "It may be truncated" },
        { Failed, "export good --out file/new", "Cannot make the folder" },
        { Failed, "export good --out models/new --json file/teacher.json", "Cannot make the folder" },
        { Failed, "export good --out thesis", "is not a teacher folder" },
        { Failed, $"train rrm {Shapes} --teacher models/changed", "The file was changed or truncated: export the teacher again" },
        { Failed, $"train rrm {Shapes} --teacher nowhere", "No teacher at 'nowhere'; expected a checkpoint folder, a teacher folder, or http://host:port/NAME" },
        { Failed, $"train rrm {Shapes} --teacher truncated", "It may be truncated" },
        { Failed, $"train rrm {Shapes} --teacher http://127.0.0.1:1", "expected http://host:port/NAME" },
        { Failed, $"train rrm {Shapes} --teacher http://127.0.0.1:1/robust --teacher-budget 2", "No answer from teacher http://127.0.0.1:1/robust within 2 s (last: Connection refused)" },
        { Failed, $"train rrm {Shapes} --teacher unix:/nowhere.sock/robust --teacher-budget 1", "No answer from teacher unix:/nowhere.sock/robust within 1 s" },
        { Failed, $"train rdt {Shapes} --robust-data empty", "No robust data set at 'empty': robust-dataset.json is missing" },
        { Failed, "robustify --teacher models/changed --dataset shapes --limit 8 --out new", "'models/changed' is an exported teacher, which gives answers but no gradients" },
        { Failed, "robustify --teacher http://127.0.0.1:1/robust --dataset shapes --limit 8 --out new", "is a service, which gives answers but no gradients" },

        // Places to write.
        { Failed, "train natural --arch tiny.json --dataset shapes --limit 32 --epochs 1 --out run", "'run' holds a run already. Continue it with --resume" },
        { Failed, "train natural --arch tiny.json --dataset shapes --limit 32 --epochs 1 --lr 0.5 --out run --resume", "learning_rate 0.5 (the run has 0.1)" },
        { Failed, "train natural --arch tiny.json --dataset shapes --limit 32 --epochs 1 --out thesis", "'thesis' is not empty and holds no run" },
        { Failed, "train natural --arch tiny.json --dataset shapes --limit 32 --epochs 1 --out file", "'file' is a file; the run needs a folder" },
        { Failed, "train natural --arch tiny.json --dataset shapes --limit 32 --epochs 1 --out file/run", "Cannot make the folder" },
        { Failed, $"train natural {Shapes} --json file/result.json", "Cannot make the folder" },
        { Failed, "evaluate good --dataset shapes --eps 8/255 --per-image file/table.csv", "Cannot make the folder" },
        { Failed, "robustify --teacher good --dataset shapes --limit 8 --out thesis", "'thesis' is not empty and holds no robust data set" },
        { Failed, "evaluate good --dataset shapes --limit 32 --eps 8/255 --out thesis", "'thesis' is not empty and holds no evaluation" },
        { Failed, "evaluate good --dataset shapes --limit 32 --eps 8/255 --out file", "'file' is a file; the evaluation needs a folder" },
        { Failed, "quickstart --out file", "Cannot make the folder" },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task Bad_input_ends_with_a_sentence_and_leaves_nothing(int exitCode, string commandLine, string says)
    {
        var before = inputs.Snapshot();
        (await ChildProcess.RunRrmAsync(inputs.Folder, commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries))).AssertFailed(exitCode, says);
        Assert.Equal(before, inputs.Snapshot());
    }

    [Fact]
    public async Task Cuda_without_a_gpu_is_refused()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "there is a GPU");
        var before = inputs.Snapshot();
        (await ChildProcess.RunRrmAsync(inputs.Folder, [.. $"train natural {Shapes} --device cuda".Split(' ')])).AssertFailed(Failed, "sees no NVIDIA GPU", "or use --device cpu");
        Assert.Equal(before, inputs.Snapshot());
    }

    [Fact]
    public async Task Verbose_shows_where()
    {
        var finished = await ChildProcess.RunRrmAsync(inputs.Folder, "evaluate", "nowhere", "--dataset", "shapes", "--eps", "8/255", "--verbose");
        Assert.Equal(Failed, finished.ExitCode);
        Assert.StartsWith("rrm: No checkpoint", finished.Errors);
        Assert.Contains("   at Rrm.", finished.Errors);
    }
}
