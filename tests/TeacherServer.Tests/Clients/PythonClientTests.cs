using Google.Protobuf.Reflection;
using Rrm.Protocol.V1;

namespace Rrm.TeacherServer.Tests.Clients;

public sealed class PythonClientTests
{
    private const string Modules = "grpc, google.protobuf, numpy";
    private const string Packages = "python3-grpcio python3-protobuf python3-numpy";

    private static readonly string Package = Path.Combine(ForeignProgram.Root, "clients", "python");

    [Fact]
    public async Task The_package_passes_its_own_tests_against_the_server()
    {
        await ForeignProgram.RequirePythonAsync(Modules, Packages);
        using var goldens = await ServedGoldens.StartAsync();
        var said = await ForeignProgram.SucceedAsync(
            ForeignProgram.Python, ["-m", "unittest", "discover", "-v", "-s", "tests"], Package, [.. goldens.Environment, ("PYTHONPATH", Package)]);
        Assert.Contains("OK", said);
    }

    [Fact]
    public async Task The_generated_stubs_are_those_of_the_contract()
    {
        await ForeignProgram.RequirePythonAsync(Modules, Packages);
        var said = await ForeignProgram.SucceedAsync(
            ForeignProgram.Python, ["-c", "from rrm.v1 import teacher_pb2; print(teacher_pb2.DESCRIPTOR.serialized_pb.hex())"], Package);
        var generated = FileDescriptorProto.Parser.ParseFrom(Convert.FromHexString(said.Trim()));
        var contract = FileDescriptorProto.Parser.ParseFrom(TeacherReflection.Descriptor.SerializedData);
        Assert.True(contract.Equals(generated), "clients/python/rrm is not of this proto/rrm/v1/teacher.proto; run clients/python/generate.sh.");
    }
}
