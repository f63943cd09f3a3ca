using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Tests.Teachers;

public sealed class TeacherEndpointTests
{
    [Theory]
    [InlineData("http://127.0.0.1:50051/robust", "http://127.0.0.1:50051", "robust", null)]
    [InlineData("https://teachers.example.org/vgg-11", "https://teachers.example.org", "vgg-11", null)]
    [InlineData("http://[::1]:5000/a.b_c", "http://[::1]:5000", "a.b_c", null)]
    [InlineData("unix:/run/rrm/teacher.sock/robust", "unix:/run/rrm/teacher.sock", "robust", "/run/rrm/teacher.sock")]
    public void A_good_form_is_taken_apart_and_printed_as_it_was(string value, string address, string teacher, string? socket)
    {
        var endpoint = Assert.Single(TeacherEndpoint.ParseList(value));
        Assert.Equal((address, teacher, socket), (endpoint.Address, endpoint.Teacher, endpoint.SocketPath));
        Assert.Equal(value, endpoint.ToString());
        Assert.True(TeacherEndpoint.IsEndpoint(value));
    }

    [Fact]
    public void Several_stand_with_commas_between() =>
        Assert.Equal(["http://a:1/x", "unix:/s.sock/y"], TeacherEndpoint.ParseList("http://a:1/x, unix:/s.sock/y,").Select(endpoint => endpoint.ToString()));

    [Theory]
    [InlineData("http://127.0.0.1:50051")]
    [InlineData("http://127.0.0.1:50051/")]
    [InlineData("http://127.0.0.1:50051/models/robust")]
    [InlineData("http:///robust")]
    [InlineData("http://127.0.0.1:port/robust")]
    [InlineData("unix:/robust")]
    [InlineData("unix:")]
    [InlineData("http://a:1/x,runs/teacher")]
    public void A_bad_form_is_refused_with_the_good_ones(string value)
    {
        Assert.True(TeacherEndpoint.IsEndpoint(value));
        var problem = Assert.Throws<RrmException>(() => TeacherEndpoint.ParseList(value));
        Assert.Contains($"'{value.Split(',')[^1]}' is not one; expected http://host:port/NAME, https://host:port/NAME or unix:/path.sock/NAME", problem.Message);
    }

    [Theory]
    [InlineData("runs/teacher")]
    [InlineData("/models/http:/x")]
    [InlineData("ftp://host/x")]
    public void Anything_else_is_a_path(string value) => Assert.False(TeacherEndpoint.IsEndpoint(value));
}
