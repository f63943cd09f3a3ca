using Rrm.Protocol.Inference;
using Rrm.Protocol.V1;
using static Rrm.Protocol.Inference.ModelMetadataResponse.Types;
using static Rrm.Protocol.Inference.RepositoryIndexResponse.Types;

namespace Rrm.TeacherServer.OpenInference;

/// <summary>A teacher as the protocol describes models.</summary>
internal static class ModelDescription
{
    /// <summary>What is implemented of the extensions that Triton has names for.</summary>
    public static readonly string[] Extensions = ["model_configuration", "statistics", "parameters"];

    private const string Platform = "onnxruntime_onnx";

    /// <summary>
    /// The input is told as UINT8, the one of its datatypes that cannot be got wrong: a client that sends floats of 0 to 255, as many models
    /// take them, would send a white picture.
    /// </summary>
    public static ModelMetadataResponse MetadataOf(Teacher teacher) => new()
    {
        Name = teacher.Name,
        Versions = { teacher.Version },
        Platform = Platform,
        Inputs = { Tensor(TensorNames.Images, TensorNames.Uint8, teacher.Input.Channels, teacher.Input.Height, teacher.Input.Width) },
        Outputs =
        {
            Tensor(TensorNames.Representation, TensorNames.Fp32, teacher.RepresentationWidth),
            Tensor(TensorNames.Logits, TensorNames.Fp32, teacher.Classes),
        },
        Properties = { PropertiesOf(teacher) },
    };

    public static ModelConfig ConfigOf(Teacher teacher) => new()
    {
        Name = teacher.Name,
        Platform = Platform,
        Backend = "onnxruntime",
        MaxBatchSize = teacher.MaxRequestImages,
        Input =
        {
            new ModelInput
            {
                Name = TensorNames.Images,
                DataType = DataType.TypeUint8,
                Format = ModelInput.Types.Format.Nchw,
                Dims = { teacher.Input.Channels, teacher.Input.Height, teacher.Input.Width },
            },
        },
        Output =
        {
            new ModelOutput { Name = TensorNames.Representation, DataType = DataType.TypeFp32, Dims = { teacher.RepresentationWidth } },
            new ModelOutput { Name = TensorNames.Logits, DataType = DataType.TypeFp32, Dims = { teacher.Classes } },
        },
        DynamicBatching = new ModelDynamicBatching { PreferredBatchSize = { teacher.MaxBatchSize } },
    };

    public static ModelIndex IndexOf(Teacher teacher) => new() { Name = teacher.Name, Version = teacher.Version, State = "READY" };

    private static TensorMetadata Tensor(string name, string datatype, params ReadOnlySpan<int> dimensions)
    {
        var tensor = new TensorMetadata { Name = name, Datatype = datatype, Shape = { -1 } };
        foreach (var dimension in dimensions)
            tensor.Shape.Add(dimension);
        return tensor;
    }

    private static Dictionary<string, string> PropertiesOf(Teacher teacher)
    {
        var properties = new Dictionary<string, string>
        {
            [TensorNames.Sha256] = teacher.Sha256,
            [TensorNames.Device] = teacher.Device,
            ["teacher.architecture"] = teacher.Architecture,
            ["teacher.input_dtypes"] = $"{TensorNames.Uint8},{TensorNames.Fp32},{TensorNames.Fp16}",
            ["teacher.output_dtypes"] = $"{TensorNames.Fp32},{TensorNames.Fp16}",
        };
        if (teacher.ThreatModel is { } threat)
            properties["teacher.threat_model"] = FormattableString.Invariant($"{threat.Norm} {threat.Epsilon}");
        return properties;
    }
}
