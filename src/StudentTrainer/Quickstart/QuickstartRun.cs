using System.Diagnostics;
using Rrm.Checkpoints;
using Rrm.Datasets;
using Rrm.OnnxExport;
using Rrm.StudentTrainer.Attacks;
using Rrm.StudentTrainer.Commands;
using Rrm.StudentTrainer.Evaluation;
using Rrm.StudentTrainer.Networks;
using Rrm.StudentTrainer.Numerics;
using Rrm.StudentTrainer.Runs;
using Rrm.StudentTrainer.Teachers;
using Rrm.StudentTrainer.Training;

namespace Rrm.StudentTrainer.Quickstart;

/// <summary>
/// The whole chain in one go: an adversarially trained teacher, exported, served by a process of its own, an RRM student that learns from the
/// service, a naturally trained student for contrast, and the same attack on all three. Each part is resumable: running it again goes on.
/// </summary>
internal sealed class QuickstartRun(QuickstartPlan plan, Dataset data, ComputeDevice device, string folder, ProgressDisplay display, CancellationToken cancellation)
{
    private const string TeacherName = "robust";
    private const int GalleryImages = 4;

    public (QuickstartResult Result, IReadOnlyList<QuickstartNetwork> Networks) Execute()
    {
        var watch = Stopwatch.StartNew();
        var teacher = Train("teacher", "1/5 Teacher: adversarial training", plan.Teacher, new NoTeacher());

        display.Notice($"2/5 Export to {Path.Combine(folder, "models", TeacherName)}");
        var models = Path.Combine(folder, "models");
        TeacherExporter.Export(Checkpoint.Read(PathOf("teacher")), Path.Combine(models, TeacherName));

        var student = TrainFromService(models);
        var natural = Train("natural", "4/5 Natural student, for contrast", plan.Natural, new NoTeacher());

        display.Notice($"5/5 Attack: APGD-CE, {plan.AttackSteps} steps, l∞ {plan.Threat.Eps * 255:0.##}/255, on {plan.TestImages} test images of each network");
        QuickstartNetwork[] networks = [Attack("Teacher", "teacher", teacher), Attack("RRM student", "student", student), Attack("Natural student", "natural", natural)];
        return (new(networks[0].Run, networks[1].Run, networks[2].Run, watch.Elapsed.TotalSeconds), networks);
    }

    private string PathOf(string run) => Path.Combine(folder, run);

    private RunResult TrainFromService(string models)
    {
        using var service = new TeacherProcess(models, Path.Combine(folder, "service.log"));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, service.Ended);
        try
        {
            var endpoint = service.EndpointOf(TeacherName);
            using var teacher = RemoteTeacher.Connect(endpoint, new RemoteTeacherOptions(), device.Device, _ => { }, either.Token);
            return Train("student", $"3/5 Student: RRM from the service at {endpoint}", plan.Student, teacher, either.Token);
        }
        catch (OperationCanceledException) when (service.Ended.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw service.Failure;
        }
    }

    private RunResult Train(string name, string title, TrainingOptions options, ITeacher teacher, CancellationToken? stop = null)
    {
        using var _ = teacher is NoTeacher ? teacher : null;
        display.Notice($"{title} ({options.Architecture}, {options.Epochs} epochs)");
        options = options with { TeacherSha256 = teacher.Identity?.Sha256 };
        return new TrainingRun(options, data, teacher, device, PathOf(name), resume: true) { Progress = display.Show, Notice = display.Notice }.Execute(stop ?? cancellation);
    }

    private QuickstartNetwork Attack(string role, string name, RunResult run)
    {
        var checkpoint = Checkpoint.Read(PathOf(name));
        using var network = Network.Load(checkpoint, device.Device);
        var evaluation = new EvaluationOptions { Restarts = plan.Restarts, Seed = run.Seed, KeepImages = [.. Enumerable.Range(0, GalleryImages)] };
        var evaluator = new RobustnessEvaluator(network, data.Test.Take(plan.TestImages), evaluation) { Progress = display.Show };
        var outcome = evaluator.Evaluate([new Apgd(PerturbationSet.Of(plan.Threat), plan.AttackSteps)], cancellation);
        RunFolder.AddRobustness(PathOf(name), data.Name, outcome.Robust);
        display.Notice($"    {role,-16} {outcome.NaturalAccuracy,7:P1} clean, {outcome.Robust[^1].Accuracy,7:P1} under attack");
        return new(role, checkpoint, run with { Robust = outcome.Robust }, RunFolder.ReadMetrics(PathOf(name)), outcome);
    }
}
