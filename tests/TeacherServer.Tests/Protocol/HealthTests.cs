using Grpc.Core;
using Grpc.Reflection.V1Alpha;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.Protocol;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_knows_the_server_each_teacher_and_the_device_it_is_on()
    {
        await using var server = await RunningServer.StartAsync();
        var device = server.Repository.Find("dnn")!.Description.Device;
        foreach (var name in new[] { "", "rrm.v1.TeacherService", "teacher/dnn", $"teacher/dnn@{device}" })
            Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new() { Service = name }).ResponseAsync.InTime()).Status);
        foreach (var name in new[] { "teacher/other", $"teacher/dnn@{(device == "cpu" ? "cuda" : "cpu")}" })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Health.CheckAsync(new() { Service = name }).ResponseAsync.InTime());
            Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
            using var watch = server.Health.Watch(new() { Service = name });
            Assert.True(await watch.ResponseStream.MoveNext(default).InTime());
            Assert.Equal(ServingStatus.ServiceUnknown, watch.ResponseStream.Current.Status);
        }
    }

    [Fact]
    public async Task Reflection_lists_the_services()
    {
        await using var server = await RunningServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Connect()).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new() { ListServices = "" }).InTime();
        Assert.True(await call.ResponseStream.MoveNext(default).InTime());
        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();
        Assert.Contains("rrm.v1.TeacherService", names);
        Assert.Contains("grpc.health.v1.Health", names);
        // Until the server has ended the call, too: one that is broken off is an error to the reflection service.
        await call.RequestStream.CompleteAsync().InTime();
        Assert.False(await call.ResponseStream.MoveNext(default).InTime());
    }

    [Fact]
    public async Task Several_teachers_are_served_side_by_side()
    {
        await using var server = await RunningServer.StartAsync(null, "dnn", "vgg11");
        var listed = await server.Client.ListTeachersAsync(new()).ResponseAsync.InTime();
        Assert.Equal(["dnn", "vgg11"], listed.Teachers.Select(teacher => teacher.Name));
        var requests = Enumerable.Range(0, 8).Select(index => Requests.Bytes(2, (uint)index, index % 2 == 0 ? "dnn" : "vgg11")).ToList();
        var replies = await Task.WhenAll(requests.Select(request => server.Client.RepresentAsync(request).ResponseAsync)).InTime();
        foreach (var (request, reply) in requests.Zip(replies))
            server.Repository.Find(request.Teacher)!.AssertAnswers(request, reply);
    }
}
