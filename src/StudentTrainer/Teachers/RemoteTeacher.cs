using Google.Protobuf;
using Grpc.Core;
using Rrm.Clients;
using Rrm.Clients.Calls;
using Rrm.Images;
using Rrm.Protocol.V1;
using static TorchSharp.torch;
using ImageBatch = Rrm.Images.ImageBatch;
using ImageShape = Rrm.Images.ImageShape;
using WireBatch = Rrm.Protocol.V1.ImageBatch;
using WireShape = Rrm.Protocol.V1.ImageShape;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>
/// A teacher behind one or more services. Keeps batches in flight ahead of the loop and hands them out in order, in several requests where a service
/// takes fewer images than a batch has; the teacher's sha256 is pinned, so another teacher under the same name is refused rather than followed.
/// </summary>
public sealed class RemoteTeacher : ITeacher
{
    private static readonly TimeSpan EndOfCalls = TimeSpan.FromSeconds(10); // They are cancelled by then: far more than it takes.

    private readonly TeacherClient client;
    private readonly TeacherWait wait;
    private readonly int maxRequestImages;
    private readonly RemoteTeacherOptions options;
    private readonly TeacherOutputs needs;
    private readonly Device device;
    private readonly CancellationToken cancellation;
    private readonly ByReference references;

    private RemoteTeacher(
        TeacherClient client, TeacherWait wait, TeacherIdentity identity, int maxRequestImages, RemoteTeacherOptions options, TeacherOutputs needs, Device device, ByReference references, CancellationToken cancellation) =>
        (this.client, this.wait, Identity, this.maxRequestImages, this.options, this.needs, this.device, this.references, this.cancellation) =
        (client, wait, identity, maxRequestImages, options, needs, device, references, cancellation);

    public TeacherIdentity Identity { get; }

    public TimeSpan Waited => wait.Total;

    public string State => $"{client.Statistics}, waited {Waited.TotalSeconds:0.0} s";

    /// <summary>Asks the endpoints who they are. One must answer within the wait; all that answer must hold the same teacher.</summary>
    /// <param name="endpoints">One or more, with commas.</param>
    /// <param name="options">Patience and depth.</param>
    /// <param name="device">Where answers become tensors.</param>
    /// <param name="notice">Told when a service stops or starts answering.</param>
    /// <param name="cancellation">Ends all waiting.</param>
    /// <param name="needs">What lessons hold, and so what is asked for.</param>
    public static RemoteTeacher Connect(
        string endpoints, RemoteTeacherOptions options, Device device, Action<string> notice, CancellationToken cancellation, TeacherOutputs needs = TeacherOutputs.Representation)
    {
        var client = TeacherClient.Connect(endpoints, options.ToClient(notice));
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            var wait = new TeacherWait(client, endpoints, options, notice, cancellation);
            var teacher = wait.For(client.DescribeAsync(abandon.Token));
            if (options.NeedsOneDevice && client.Devices.Count > 1)
                throw new RrmException($"The endpoints compute on {string.Join(" and ", client.Devices)}, which round differently, and a cache keeps what one kind of device says. Give endpoints of one kind, or no cache.");
            return new(client, wait, Identify(teacher, endpoints), teacher.MaxRequestImages, options, needs, device, new(options.ByReference, notice), cancellation);
        }
        catch
        {
            abandon.Cancel();
            client.Dispose();
            throw;
        }
    }

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ours = new Queue<ImageBatch>(); // To give back, until a lesson has them.
        var answers = Ordered.SelectAsync(batches.Select(Keep), options.Depth, AskAsync, abandon.Token).GetAsyncEnumerator(CancellationToken.None);
        var next = Task.FromResult(false);
        try
        {
            while (wait.For(next = answers.MoveNextAsync().AsTask()))
            {
                var lesson = ToLesson(ours.Peek(), answers.Current);
                ours.Dequeue(); // Only now: until here the batch is ours to give back.
                yield return lesson;
            }
        }
        finally
        {
            // The batches' memory is rented: nobody may still be sending it when it goes back.
            abandon.Cancel();
            if (((Task)next).ContinueWith(async _ => await answers.DisposeAsync(), TaskScheduler.Default).Unwrap().Wait(EndOfCalls))
                foreach (var batch in ours)
                    batch.Dispose();
            // Else somebody still is, and the memory is left to the garbage collector.
        }

        ImageBatch Keep(ImageBatch batch)
        {
            ours.Enqueue(batch);
            return batch;
        }
    }

    public void Dispose() => client.Dispose();

    // The answers to the batch's images in their order; none to a batch without images.
    private async Task<IReadOnlyList<TeacherAnswer>> AskAsync(ImageBatch batch, CancellationToken token)
    {
        if (batch.Count == 0)
            return [];
        if (batch.Count <= maxRequestImages || maxRequestImages <= 0) // 0: the service does not say.
            return [await AskOnceAsync(batch, token)];
        var answers = new List<TeacherAnswer>();
        foreach (var items in Enumerable.Range(0, batch.Count).Chunk(maxRequestImages))
        {
            using var part = batch.Take(items);
            answers.Add(await AskOnceAsync(part, token));
        }
        return answers;
    }

    private async Task<TeacherAnswer> AskOnceAsync(ImageBatch batch, CancellationToken token)
    {
        var request = new RepresentRequest
        {
            Representation = needs.HasFlag(TeacherOutputs.Representation),
            Logits = needs.HasFlag(TeacherOutputs.Logits),
            Format = FloatFormat.Float32,
        };
        if (references.IsOn)
        {
            try
            {
                request.References = ByReference.Of(batch);
                return await client.SendAsync(request, batch.Count, token);
            }
            catch (TeacherCallException refusal) when (refusal.Status is StatusCode.NotFound or StatusCode.FailedPrecondition or StatusCode.InvalidArgument)
            {
                references.GiveUp(refusal);
                request.References = null;
            }
        }
        request.Images = new WireBatch
        {
            Count = batch.Count,
            Shape = new WireShape { Channels = batch.Shape.Channels, Height = batch.Shape.Height, Width = batch.Shape.Width },
            // The teacher must see what the student sees: beyond the 8-bit grid only floats say it.
            Format = batch.Shifts is null ? PixelFormat.Uint8 : PixelFormat.Float32,
            Pixels = UnsafeByteOperations.UnsafeWrap(batch.Shifts is null ? batch.Pixels : batch.FloatPixels),
        };
        return await client.SendAsync(request, batch.Count, token);
    }

    private Lesson ToLesson(ImageBatch batch, IReadOnlyList<TeacherAnswer> answers) => new(batch, Rows(answers, answer => answer.Representation), Rows(answers, answer => answer.Logits));

    private Tensor? Rows(IReadOnlyList<TeacherAnswer> answers, Func<TeacherAnswer, AnswerRows?> output)
    {
        if (answers.Count == 0 || output(answers[0]) is null)
            return null;
        using var scope = NewDisposeScope();
        Tensor[] parts = [.. answers.Select(answer => BatchTensors.ToRows(output(answer)!.Bytes.Span, answer.Count, output(answer)!.Width, device))];
        return (parts.Length == 1 ? parts[0] : cat(parts)).MoveToOuterDisposeScope();
    }

    private static TeacherIdentity Identify(Teacher teacher, string endpoints) => new(
        teacher.Name, teacher.Sha256, endpoints, teacher.Device,
        new ImageShape(teacher.Input.Channels, teacher.Input.Height, teacher.Input.Width), teacher.RepresentationWidth, teacher.ClassNames, null);
}
