using System.Diagnostics;
using Google.Protobuf;
using Rrm.Images;
using Rrm.Protocol.V1;
using static TorchSharp.torch;
using WireBatch = Rrm.Protocol.V1.ImageBatch;
using WireShape = Rrm.Protocol.V1.ImageShape;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>
/// A teacher behind one or more services. Keeps batches in flight ahead of the loop and hands them out in order; the teacher's sha256 is
/// pinned, so another teacher under the same name is refused rather than followed.
/// </summary>
public sealed class RemoteTeacher : ITeacher
{
    private readonly TeacherConnection connection;
    private readonly RemoteTeacherOptions options;
    private readonly Device device;
    private readonly CancellationToken cancellation;
    private readonly int maxRequestImages;
    private readonly TeacherOutputs needs;
    private readonly ByReference references;
    private readonly Stopwatch waiting = new();

    private RemoteTeacher(
        TeacherConnection connection, TeacherIdentity identity, int maxRequestImages, RemoteTeacherOptions options, TeacherOutputs needs, Device device, ByReference references, CancellationToken cancellation) =>
        (this.connection, Identity, this.maxRequestImages, this.options, this.needs, this.device, this.references, this.cancellation) =
        (connection, identity, maxRequestImages, options, needs, device, references, cancellation);

    public TeacherIdentity Identity { get; }

    public TimeSpan Waited => waiting.Elapsed;

    /// <summary>Asks the endpoints who they are. One must answer within the budget; all that answer must hold the same teacher.</summary>
    /// <param name="endpoints">At least one.</param>
    /// <param name="options">Patience and depth.</param>
    /// <param name="device">Where answers become tensors.</param>
    /// <param name="notice">Told when a service stops or starts answering.</param>
    /// <param name="cancellation">Ends all waiting.</param>
    /// <param name="needs">What lessons hold, and so what is asked for.</param>
    public static RemoteTeacher Connect(
        IReadOnlyList<TeacherEndpoint> endpoints, RemoteTeacherOptions options, Device device, Action<string> notice, CancellationToken cancellation,
        TeacherOutputs needs = TeacherOutputs.Representation)
    {
        var connection = new TeacherConnection(endpoints, options, notice);
        try
        {
            var teacher = connection.Describe(cancellation).GetAwaiter().GetResult();
            var each = endpoints.Count == 1 ? [teacher] : connection.DescribeEach(cancellation).GetAwaiter().GetResult();
            if (each.FirstOrDefault(one => one is not null && one.Sha256 != teacher.Sha256) is { } other)
                throw new RrmException($"The endpoints hold different teachers: sha256 {teacher.Sha256} and {other.Sha256}. Give endpoints of one teacher.");
            return new(connection, Identify(teacher, string.Join(",", endpoints)), each.Min(one => one?.MaxRequestImages ?? teacher.MaxRequestImages), options, needs, device, new(options.ByReference, notice), cancellation);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public IEnumerable<Lesson> Follow(IEnumerable<Images.ImageBatch> batches)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asked = new Queue<(Images.ImageBatch Batch, Task<RepresentResponse> Answer)>();
        using var source = batches.GetEnumerator();
        try
        {
            while (true)
            {
                while (asked.Count < options.Depth && source.MoveNext())
                    asked.Enqueue((source.Current, Ask(source.Current, abandon.Token)));
                if (!asked.TryPeek(out var next))
                    yield break;
                var answer = Checked(Await(next.Answer), next.Batch.Count);
                var lesson = new Lesson(
                    next.Batch,
                    Rows(TeacherOutputs.Representation, answer.Representation, answer.Count, Identity.RepresentationWidth),
                    Rows(TeacherOutputs.Logits, answer.Logits, answer.Count, Identity.ClassNames.Count));
                asked.Dequeue(); // Only now: until here the batch is ours to give back.
                yield return lesson;
            }
        }
        finally
        {
            // The batches' memory is rented: nobody may still be sending it when it goes back.
            abandon.Cancel();
            foreach (var (batch, answer) in asked)
            {
                ((Task)answer).ContinueWith(_ => batch.Dispose(), TaskScheduler.Default).Wait(TimeSpan.FromSeconds(10));
            }
        }
    }

    public void Dispose() => connection.Dispose();

    private RepresentResponse Await(Task<RepresentResponse> answer)
    {
        if (!answer.IsCompleted)
            waiting.Start();
        try
        {
            return answer.GetAwaiter().GetResult();
        }
        finally
        {
            waiting.Stop();
        }
    }

    private async Task<RepresentResponse> Ask(Images.ImageBatch batch, CancellationToken token)
    {
        if (batch.Count > maxRequestImages && maxRequestImages > 0) // 0: the service does not say.
            throw new RrmException($"The service takes {maxRequestImages} images in a request; the batch has {batch.Count}. Use a smaller --batch-size, or start the service with --max-request-images {batch.Count}.");
        var request = new RepresentRequest
        {
            Sha256 = Identity.Sha256,
            Representation = needs.HasFlag(TeacherOutputs.Representation),
            Logits = needs.HasFlag(TeacherOutputs.Logits),
            Format = FloatFormat.Float32,
        };
        if (batch.Count == 0)
            return new() { Sha256 = Identity.Sha256, RepresentationWidth = Identity.RepresentationWidth, Classes = Identity.ClassNames.Count };
        if (references.IsOn)
        {
            try
            {
                request.References = ByReference.Of(batch);
                return await connection.Represent(request, token);
            }
            catch (RrmException refusal) when (refusal is not TeacherUnavailableException)
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
        return await connection.Represent(request, token);
    }

    private RepresentResponse Checked(RepresentResponse answer, int count)
    {
        Require(TeacherOutputs.Representation, answer.Representation, answer.RepresentationWidth, Identity.RepresentationWidth);
        Require(TeacherOutputs.Logits, answer.Logits, answer.Classes, Identity.ClassNames.Count);
        return answer;

        void Require(TeacherOutputs output, ByteString values, int width, int expectedWidth)
        {
            var expectedBytes = (long)count * expectedWidth * sizeof(float);
            if (needs.HasFlag(output) && (answer.Sha256 != Identity.Sha256 || answer.Count != count || width != expectedWidth || values.Length != expectedBytes))
                throw new RrmException(
                    $"Teacher {Identity.Endpoint} answered {answer.Count} images of width {width} in {values.Length} bytes as {answer.Sha256}; "
                    + $"expected {count} of width {expectedWidth} in {expectedBytes} as {Identity.Sha256}. Check the service.");
        }
    }

    private Tensor? Rows(TeacherOutputs output, ByteString values, int count, int width) =>
        needs.HasFlag(output) && count > 0 ? BatchTensors.ToRows(values.Span, count, width, device) : null;

    private static TeacherIdentity Identify(Teacher teacher, string endpoint) => new(
        teacher.Name, teacher.Sha256, endpoint, teacher.Device,
        new Images.ImageShape(teacher.Input.Channels, teacher.Input.Height, teacher.Input.Width), teacher.RepresentationWidth, teacher.ClassNames, null);
}
