using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.TeacherServer.Security;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Rrm.TeacherServer.Tests.Security;

public sealed class AuthenticationTests
{
    private readonly string token = AccessToken.New();

    [Fact]
    public async Task Without_a_valid_token_every_method_is_refused_in_the_same_words()
    {
        await using var server = await StartAsync(new() { Tokens = [AccessToken.HashOf(token)] });
        foreach (var authorization in new[] { null, "", "Bearer", "Bearer ", $"Bearer {AccessToken.New()}", $"Bearer {token}x", $"Bearer {AccessToken.HashOf(token)}", $"Basic {token}", token, $"Bearer {new string('x', 5000)}" })
        {
            using var stranger = SecuredClient.Plain(server, authorization);
            foreach (var (name, call) in stranger.EveryCall())
            {
                var refusal = await Assert.ThrowsAsync<RpcException>(() => call().InTime());
                Assert.Equal((authorization, name, StatusCode.Unauthenticated, Denial.Stranger.Detail), (authorization, name, refusal.StatusCode, refusal.Status.Detail));
                Assert.DoesNotContain(refusal.Trailers, trailer => trailer.Value.Contains("dnn"));
            }
        }
        using var client = SecuredClient.Plain(server, $"bearer {token}");
        server.Repository.Find("dnn")!.AssertAnswers(Requests.Bytes(3), await client.RepresentAsync(Requests.Bytes(3)));
    }

    [Fact]
    public async Task Health_stays_open_and_tells_strangers_nothing_of_teachers()
    {
        await using var server = await StartAsync(new() { Tokens = [AccessToken.HashOf(token)] });
        foreach (var service in new[] { "", "rrm.v1.TeacherService" })
            Assert.Equal(ServingStatus.Serving, (await server.Health.CheckAsync(new() { Service = service }).ResponseAsync.InTime()).Status);
        foreach (var service in new[] { "teacher/dnn", "teacher/none", "repository" })
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Health.CheckAsync(new() { Service = service }).ResponseAsync.InTime());
            Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
            Assert.DoesNotContain("dnn", refusal.Status.Detail.Replace($"\"{service}\"", ""));
        }
        using var client = SecuredClient.Plain(server, $"Bearer {token}");
        Assert.Equal(ServingStatus.Serving, (await client.Health.CheckAsync(new() { Service = "teacher/dnn" }, client.Options).ResponseAsync.InTime()).Status);
    }

    [Fact]
    public async Task Health_is_closed_where_the_options_say_so()
    {
        await using var server = await StartAsync(new() { Tokens = [AccessToken.HashOf(token)] }, security => security with { AnonymousHealth = false });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => server.Health.CheckAsync(new()).ResponseAsync.InTime());
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        using var client = SecuredClient.Plain(server, $"Bearer {token}");
        Assert.Equal(ServingStatus.Serving, (await client.Health.CheckAsync(new(), client.Options).ResponseAsync.InTime()).Status);
    }

    [Fact]
    public async Task A_teacher_that_a_client_may_not_use_is_refused_as_one_that_does_not_exist()
    {
        await using var server = await StartAsync(new() { Tokens = [AccessToken.HashOf(token)], Teachers = ["vgg11", "planned"] }, null, "dnn", "vgg11");
        using var client = SecuredClient.Plain(server, $"Bearer {token}");
        foreach (var name in new[] { "dnn", "nothing", "" })
        {
            foreach (var call in new Func<Task>[] { () => client.RepresentAsync(Requests.Bytes(1, teacher: name)), () => client.Teachers.GetTeacherAsync(new() { Name = name }, client.Options).ResponseAsync.InTime() })
            {
                var refusal = await Assert.ThrowsAsync<RpcException>(call);
                Assert.Equal((name, StatusCode.PermissionDenied, Denial.OfTeacher.Detail), (name, refusal.StatusCode, refusal.Status.Detail));
            }
            var streamed = await StreamOneAsync(client, Requests.Bytes(1, teacher: name));
            Assert.Equal(((int)StatusCode.PermissionDenied, Denial.OfTeacher.Detail), (streamed.Error.Code, streamed.Error.Message));
        }
        var unknown = await Assert.ThrowsAsync<RpcException>(() => client.RepresentAsync(Requests.Bytes(1, teacher: "planned")));
        Assert.Equal((StatusCode.NotFound, "There is no teacher \"planned\". This server has 'vgg11'."), (unknown.StatusCode, unknown.Status.Detail));

        Assert.Equal(["vgg11"], (await client.Teachers.ListTeachersAsync(new(), client.Options).ResponseAsync.InTime()).Teachers.Select(teacher => teacher.Name));
        server.Repository.Find("vgg11")!.AssertAnswers(Requests.Bytes(2, teacher: "vgg11"), await client.RepresentAsync(Requests.Bytes(2, teacher: "vgg11")));
    }

    [Fact]
    public void A_client_is_one_caller_with_its_own_quota_however_it_proves_itself()
    {
        using var files = new CertificateFiles();
        var (first, second, other) = (AccessToken.New(), AccessToken.New(), AccessToken.New());
        var certificate = TestAuthority.SelfSigned("CN=whoever");
        var directory = new ClientDirectory(new SecurityOptions
        {
            Tokens = files.Write("tokens", $"# two clients\nalice {AccessToken.HashOf(second)}\n\nbob\t{AccessToken.HashOf(other)}\n"),
            MaxImagesInFlight = 512,
            Clients = new Dictionary<string, ClientOptions>
            {
                ["bob"] = new() { Teachers = [] },
                ["b0b"] = new() { MaxImagesInFlight = 1 },
                ["alice"] = new() { Tokens = [AccessToken.HashOf(first)], Certificates = [CertificateFiles.FingerprintOf(certificate)], MaxImagesInFlight = 64, Teachers = ["dnn"] },
            },
        });
        Assert.Equal(["b0b"], directory.Unproven);
        var clients = directory.Current;

        var alice = clients.OfToken(first)!;
        Assert.Equal(("alice", 64, true, true, false), (alice.Name, alice.MaxImagesInFlight, alice.IsAuthenticated, alice.MayUse("dnn"), alice.MayUse("vgg11")));
        Assert.Same(alice, clients.OfToken(second));
        Assert.Same(alice, clients.OfCertificate(certificate));
        var bob = clients.OfToken(other)!;
        Assert.Equal(("bob", 512, false), (bob.Name, bob.MaxImagesInFlight, bob.MayUse("dnn")));
        Assert.Null(clients.OfToken(AccessToken.New()));
    }

    [Fact]
    public void Every_wrong_line_of_a_list_is_told_and_no_secret_is()
    {
        using var files = new CertificateFiles();
        var path = files.Write("tokens", $"alice {token}\nb?b {AccessToken.HashOf(token)}\ncarol\n{token}\n");
        var problem = Assert.Throws<RrmException>(() => new ClientDirectory(new SecurityOptions { Tokens = path }));
        Assert.Contains("line 1: has no hash; expected sha256:", problem.Message);
        Assert.Contains("line 2: A client is called \"b?b\"", problem.Message);
        Assert.Contains("line 3: has one word", problem.Message);
        Assert.DoesNotContain(token, problem.Message);
    }

    private static Task<RunningServer> StartAsync(ClientOptions alice, Func<SecurityOptions, SecurityOptions>? change = null, params string[] names)
    {
        var security = new SecurityOptions { Clients = new Dictionary<string, ClientOptions> { ["alice"] = alice } };
        return RunningServer.StartAsync(options => options with { Security = change?.Invoke(security) ?? security }, names);
    }

    private static async Task<RepresentStreamResponse> StreamOneAsync(SecuredClient client, RepresentRequest request)
    {
        using var stream = client.Teachers.RepresentStream(client.Options);
        await stream.RequestStream.WriteAsync(new() { RequestId = 1, Request = request }).InTime();
        await stream.RequestStream.CompleteAsync().InTime();
        Assert.True(await stream.ResponseStream.MoveNext(default).InTime());
        return stream.ResponseStream.Current;
    }
}
