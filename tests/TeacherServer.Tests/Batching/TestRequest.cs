using System.Runtime.InteropServices;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Batching;
using Rrm.TeacherServer.Security;

namespace Rrm.TeacherServer.Tests.Batching;

/// <summary>A request to the fake runner that can be awaited.</summary>
internal sealed class TestRequest : IThreadPoolWorkItem
{
    private readonly TaskCompletionSource<BatchOutcome> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestRequest(float[] values, string client = "somebody", WorkClass work = WorkClass.Train, DateTime? deadline = null)
    {
        Pending = new PendingRequest(this);
        Pending.Representation.Prepare(values.Length, 1, FloatFormat.Float32);
        Pending.Prepare(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), PixelFormat.Float32, values.Length, new(client, work), deadline ?? DateTime.MaxValue);
    }

    public PendingRequest Pending { get; }

    public Task<BatchOutcome> Done => done.Task.InTime();

    public async Task<float[]> AnswerAsync()
    {
        Assert.Equal(BatchOutcome.Computed, await Done);
        return MemoryMarshal.Cast<byte, float>(Pending.Representation.Bytes.Span).ToArray();
    }

    public void Execute()
    {
        Pending.Registration.Dispose();
        done.SetResult(Pending.Outcome);
    }
}
