namespace Rrm.Clients.Tests;

public sealed class TeacherEndpointTests
{
    [Theory]
    [InlineData("http://127.0.0.1:50051/robust", "http://127.0.0.1:50051", "robust", null)]
    [InlineData("https://teachers.example.org/vgg-11", "https://teachers.example.org", "vgg-11", null)]
    [InlineData("http://[::1]:5000/a.b_c", "http://[::1]:5000", "a.b_c", null)]
    [InlineData("unix:/run/rrm/teacher.sock/robust", "unix:/run/rrm/teacher.sock", "robust", "/run/rrm/teacher.sock")]
    [InlineData("dns:///teachers.example.org:50051/robust", "dns:///teachers.example.org:50051", "robust", null)]
    [InlineData("dns+https:///teachers.example.org/robust", "dns+https:///teachers.example.org", "robust", null)]
    public void A_good_form_is_taken_apart_and_printed_as_it_was(string value, string address, string teacher, string? socket)
    {
        var endpoint = Assert.Single(TeacherEndpoint.ParseList(value));
        Assert.Equal((address, teacher, socket), (endpoint.Address, endpoint.Teacher, endpoint.SocketPath));
        Assert.Equal(value, endpoint.ToString());
        Assert.True(TeacherEndpoint.IsEndpoint(value));
    }

    [Theory]
    [InlineData("http://a:1/x", "http://a:1/", false, true)]
    [InlineData("https://a/x", "https://a/", false, false)]
    [InlineData("http://127.0.0.1:1/x", "http://127.0.0.1:1/", false, false)]
    [InlineData("unix:/a.sock/x", "http://localhost/", false, false)]
    [InlineData("dns:///a:50051/x", "http://a:50051/", true, true)]
    [InlineData("dns+https:///a:50051/x", "https://a:50051/", true, false)]
    public void It_says_what_is_called_and_whether_that_can_be_overheard(string value, string origin, bool isDns, bool isInTheClear)
    {
        var endpoint = Assert.Single(TeacherEndpoint.ParseList(value));
        Assert.Equal((origin, isDns, isInTheClear), (endpoint.Origin.ToString(), endpoint.IsDns, endpoint.IsInTheClear));
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
    [InlineData("dns:a:50051/x")]
    [InlineData("dns:///x")]
    [InlineData("http://a:1/x,runs/teacher")]
    public void A_bad_form_is_refused_with_the_good_ones(string value)
    {
        Assert.True(TeacherEndpoint.IsEndpoint(value));
        var problem = Assert.Throws<RrmException>(() => TeacherEndpoint.ParseList(value));
        Assert.Contains($"'{value.Split(',')[^1]}' is not one; expected http://host:port/NAME, https://host:port/NAME, dns:///host:port/NAME", problem.Message);
    }

    [Theory]
    [InlineData("runs/teacher")]
    [InlineData("/models/http:/x")]
    [InlineData("ftp://host/x")]
    public void Anything_else_is_a_path(string value) => Assert.False(TeacherEndpoint.IsEndpoint(value));
}
