using Grpc.Core;
using Rrm.Protocol.Inference;
using Rrm.TeacherServer.OpenInference;

namespace Rrm.TeacherServer.Tests.OpenInference;

public sealed class InferStreamTests
{
    [Fact]
    public async Task Answers_come_in_the_order_of_the_requests_although_the_server_computes_them_together()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 32 });
        var model = server.Repository.Find("dnn")!.Model;
        using var call = server.Inference().ModelStreamInfer();
        // Many more than may be in flight.
        var requests = Enumerable.Range(0, 3 * InferStreamCall.MaxInFlight).Select(index => InferRequests.Bytes(index % 7 == 0 ? 90 : 1, (uint)index, "representation")).ToList();
        var sending = Task.Run(async () =>
        {
            foreach (var request in requests)
                await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
        });
        foreach (var request in requests)
        {
            Assert.True(await call.ResponseStream.MoveNext(default).InTime());
            Assert.Equal(model.Expected(request.Same()).Representation, call.ResponseStream.Current.InferResponse.Floats("representation"));
        }
        Assert.False(await call.ResponseStream.MoveNext(default).InTime());
        await sending.InTime();
    }

    [Fact]
    public async Task A_client_that_wishes_so_gets_the_first_refusal_as_the_streams_status()
    {
        await using var server = await RunningServer.StartAsync();
        using var call = server.Inference().ModelStreamInfer(new Metadata { { InferStreamCall.EndAtRefusalHeader, "true" } });
        await call.RequestStream.WriteAsync(InferRequests.Bytes(2)).InTime();
        var bad = InferRequests.Bytes(2);
        bad.ModelName = "nobody";
        await call.RequestStream.WriteAsync(bad).InTime();
        Assert.True(await call.ResponseStream.MoveNext(default).InTime());
        Assert.Equal("", call.ResponseStream.Current.ErrorMessage);
        var end = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(default).InTime());
        Assert.Equal(StatusCode.NotFound, end.StatusCode);
        Assert.Contains("There is no teacher \"nobody\"", end.Status.Detail);
    }

    [Fact]
    public async Task A_drain_answers_what_was_read_and_ends_the_stream()
    {
        await using var server = await RunningServer.StartAsync(options => options with { MaxBatch = 8, Threads = 1 });
        using var call = server.Inference().ModelStreamInfer();
        for (var index = 0; index < 20; index++)
            await call.RequestStream.WriteAsync(InferRequests.Bytes(40, (uint)index)).InTime();
        Assert.True(await call.ResponseStream.MoveNext(default).InTime());
        var drain = server.DrainAsync();
        var answers = 1;
        var end = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(default).InTime())
            {
                // Read before the drain, but admitted after it began.
                if (call.ResponseStream.Current.ErrorMessage.Length > 0)
                    Assert.Contains("draining", call.ResponseStream.Current.ErrorMessage);
                answers++;
            }
        });
        Assert.Equal((StatusCode.Unavailable, "The server is draining; retry elsewhere."), (end.StatusCode, end.Status.Detail));
        Assert.InRange(answers, 2, 20);
        await drain;
    }

    [Fact]
    public async Task A_client_that_goes_away_disturbs_nobody()
    {
        await using var server = await RunningServer.StartAsync();
        var client = server.Inference();
        using (var call = client.ModelStreamInfer())
        {
            for (var index = 0; index < 10; index++)
                await call.RequestStream.WriteAsync(InferRequests.Bytes(50, (uint)index)).InTime();
        }
        var request = InferRequests.Bytes(3);
        var answer = await client.ModelInferAsync(request).ResponseAsync.InTime();
        Assert.Equal(server.Repository.Find("dnn")!.Model.Expected(request.Same()).Representation, answer.Floats("representation"));
    }
}
