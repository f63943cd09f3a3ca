namespace Rrm.TeacherServer.Tests.Clients;

public sealed class NodeClientTests
{
    private static readonly string Package = Path.Combine(ForeignProgram.Root, "clients", "node");

    [Fact]
    public async Task The_package_passes_its_own_tests_against_the_server()
    {
        var (exitCode, _) = await ForeignProgram.RunAsync("node", ["-e", "import('@grpc/grpc-js').then(() => import('@grpc/proto-loader'))"], Package);
        Assert.SkipWhen(exitCode != 0, "There is no node with @grpc/grpc-js; install Node.js and run 'npm ci' in clients/node");
        using var goldens = await ServedGoldens.StartAsync();
        var said = await ForeignProgram.SucceedAsync("node", ["--test", "--test-reporter=tap"], Package, goldens.Environment);
        Assert.Contains("# fail 0", said);
    }
}
