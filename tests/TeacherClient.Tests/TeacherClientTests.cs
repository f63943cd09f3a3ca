using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Rrm.Protocol.V1;
using Rrm.StudentTrainer.Tests;
using Rrm.StudentTrainer.Tests.Teachers;
using static Rrm.Clients.Tests.Fakes;

namespace Rrm.Clients.Tests;

public sealed class TeacherClientTests
{
    [Fact]
    public async Task Streams_are_answered_in_order_with_so_many_under_way_and_no_more()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var lastFirst = new LastFirst(4);
        fake.Answer = lastFirst.AnswerAsync;
        using var client = Connect([fake], Quick with { Depth = 4 });
        var batches = Enumerable.Range(0, 12).Select(_ => new PixelBatch(Pixels(3), 3)).ToList();
        var answers = await Task.Run(async () =>
        {
            var all = new List<TeacherAnswer>();
            await foreach (var answer in client.RepresentAsync(batches))
                all.Add(answer);
            return all;
        }).InTime();
        Assert.Equal(batches.Select(batch => FakeCall.Represent(batch.Pixels.Span, 3)), answers.Select(answer => answer.Representation!.Values.ToArray()));
        Assert.Equal(4, fake.MostInFlight);
        Assert.NotEqual(Enumerable.Range(0, 12), lastFirst.Answered);
    }

    [Fact]
    public async Task Every_call_says_who_asks_and_what_for()
    {
        await using var fake = await FakeTeacher.StartAsync();
        var headers = new Metadata();
        fake.Answer = call =>
        {
            headers = call.Context.RequestHeaders;
            return Task.FromResult(call.Right());
        };
        using var client = Connect([fake], Quick with { ClientName = "student-7", Work = WorkClass.Bulk, Token = "secret" });
        await client.AskAsync();
        Assert.Equal(("student-7", "bulk", "Bearer secret"), (headers.GetValue("rrm-client"), headers.GetValue("rrm-work"), headers.GetValue("authorization")));
        Assert.DoesNotContain("secret", $"{Quick with { Token = "secret" }}");
    }

    [Fact]
    public async Task The_teacher_is_pinned()
    {
        await using var fake = await FakeTeacher.StartAsync();
        using var other = Connect([fake], Quick with { Sha256 = new string('b', 64) });
        var problem = await Assert.ThrowsAsync<RrmException>(() => other.AskAsync());
        Assert.Contains($"has sha256 {fake.Sha256}; expected {new string('b', 64)}", problem.Message);
        Assert.Empty(fake.Asked);

        using var right = Connect([fake], Quick with { Sha256 = fake.Sha256.ToUpperInvariant() });
        await right.AskAsync();
        Assert.Equal(fake.Sha256, Assert.Single(fake.Asked).Sha256);
    }

    [Fact]
    public async Task One_attempt_is_one_attempt()
    {
        await using var fake = await FakeTeacher.StartAsync();
        using var client = Connect([fake], Quick with { MaxAttempts = 1 });
        fake.Answer = _ => FakeTeacher.Fail(StatusCode.ResourceExhausted, "too much");
        var problem = await Assert.ThrowsAsync<TeacherUnavailableException>(() => client.AskAsync());
        Assert.Equal((StatusCode.ResourceExhausted, $"Teacher {fake.Endpoint} does not answer (too much)."), (problem.Status, problem.Message));
        Assert.Single(fake.Asked);
    }

    [Fact]
    public async Task The_time_of_a_call_ends_it_and_of_an_attempt_only_that()
    {
        await using var fake = await FakeTeacher.StartAsync();
        using var client = Connect([fake], Quick with { Timeout = TimeSpan.FromSeconds(1), AttemptTimeout = TimeSpan.FromMilliseconds(200) });
        fake.Answer = call => call.Attempt == 1 ? NeverAsync(call) : Task.FromResult(call.Right());
        await client.AskAsync();
        Assert.Equal(2, fake.Asked.Count);

        fake.Answer = NeverAsync;
        var problem = await Assert.ThrowsAsync<TeacherUnavailableException>(() => client.AskAsync());
        Assert.StartsWith($"No answer from teacher {fake.Endpoint} within 1 s (last: ", problem.Message);
    }

    [Fact]
    public async Task Cancelling_ends_a_call_at_once_here_and_there()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = NeverAsync;
        using var client = Connect([fake]);
        using var stop = new CancellationTokenSource();
        var asking = client.RepresentAsync(Pixels(1), 1, cancellation: stop.Token);
        await Bounded.UntilAsync(() => fake.InFlight == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking.InTime());
        await Bounded.UntilAsync(() => fake.InFlight == 0);
    }

    [Fact]
    public async Task An_answer_of_another_length_is_refused()
    {
        await using var fake = await FakeTeacher.StartAsync();
        fake.Answer = call =>
        {
            var answer = call.Right();
            answer.Count++;
            return Task.FromResult(answer);
        };
        using var client = Connect([fake]);
        var problem = await Assert.ThrowsAsync<RrmException>(() => client.AskAsync());
        Assert.Contains("answered 6 images of width 4 in 80 bytes", problem.Message);
    }

    [Fact]
    public void Bad_options_are_told_all_at_once()
    {
        var problem = Assert.Throws<RrmException>(() => TeacherClient.Connect("http://a:1/x", new() { Depth = 0, HedgeShare = 2, ClientName = "naïve" }));
        Assert.Equal("The client's options are not good: Depth is 0; expected at least 1; HedgeShare is 2; expected 0 to 1; ClientName is 'naïve'; expected 1 to 64 printable ASCII letters.", problem.Message);
    }

    [Fact]
    public void A_token_that_can_be_overheard_is_told()
    {
        var notices = new List<string>();
        TeacherClient.Connect("http://teachers.example.org/x", Quick with { Token = "secret", Notice = notices.Add }).Dispose();
        Assert.Equal("The token goes to http://teachers.example.org/x unencrypted. Use https:// unless the network is trusted.", Assert.Single(notices));
        TeacherClient.Connect("https://teachers.example.org/x,unix:/a.sock/x", Quick with { Token = "secret", Notice = notices.Add }).Dispose();
        Assert.Single(notices);
    }

    [Fact]
    public async Task Both_sides_prove_who_they_are_where_certificates_are_given()
    {
        using var authority = Certificate("authority", null);
        using var service = Certificate("service", authority);
        using var own = Certificate("trainer", authority);
        await using var fake = await FakeTeacher.StartAsync(certificate: service);
        string? seen = null;
        fake.Answer = async call =>
        {
            seen = (await call.Context.GetHttpContext().Connection.GetClientCertificateAsync())?.Subject;
            return call.Right();
        };
        using (var client = Connect([fake], Quick with { TrustedRoots = [authority], ClientCertificate = own }))
            await client.AskAsync();
        Assert.Equal("CN=trainer", seen);

        using var stranger = Connect([fake], Quick with { ClientCertificate = own, MaxAttempts = 1 }); // Does not know the authority.
        await Assert.ThrowsAsync<TeacherUnavailableException>(() => stranger.AskAsync());
    }

    private static X509Certificate2 Certificate(string name, X509Certificate2? authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority is null, false, 0, true));
        if (authority is null)
            return request.CreateSelfSigned(from, to);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, to, [.. name.Select(letter => (byte)letter)]);
        return signed.CopyWithPrivateKey(key);
    }
}
