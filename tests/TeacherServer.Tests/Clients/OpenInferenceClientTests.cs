namespace Rrm.TeacherServer.Tests.Clients;

/// <summary>The Open Inference Protocol as its users' programs speak it.</summary>
public sealed class OpenInferenceClientTests
{
    private const string Modules = "grpc, google.protobuf, numpy";
    private const string Packages = "python3-grpcio python3-protobuf python3-numpy";

    private static string Script(string name) => Path.Combine(ForeignProgram.Root, "tests", "TeacherServer.Tests", "Clients", name);

    [Fact]
    public async Task Stubs_made_from_our_schema_get_answers_as_a_Triton_client_asks_for_them()
    {
        await ForeignProgram.RequirePythonAsync(Modules, Packages);
        var (noCompiler, _) = await ForeignProgram.RunAsync("protoc", ["--version"]);
        Assert.SkipWhen(noCompiler != 0, "There is no protoc; apt-get install protobuf-compiler");
        using var goldens = await ServedGoldens.StartAsync();
        var stubs = Directory.CreateDirectory(Path.Combine(goldens.Folder, ".stubs")).FullName;
        await ForeignProgram.SucceedAsync("protoc", ["--proto_path=proto/inference", $"--python_out={stubs}", "grpc_service.proto"]);
        await ForeignProgram.SucceedAsync(ForeignProgram.Python, [Script("open_inference.py")], null, [.. goldens.Environment, ("PYTHONPATH", stubs)]);
    }

    [Fact]
    public async Task Tritons_own_client_works_unmodified()
    {
        var package = Environment.GetEnvironmentVariable("RRM_TRITON_CLIENT") ?? "";
        Assert.SkipUnless(Directory.Exists(Path.Combine(package, "tritonclient", "grpc")), "RRM_TRITON_CLIENT names no folder with Triton's Python package, tritonclient, in it.");
        using var goldens = await ServedGoldens.StartAsync();
        await ForeignProgram.SucceedAsync(ForeignProgram.Python, [Script("triton_client.py")], null, [.. goldens.Environment, ("PYTHONPATH", package)]);
    }
}
