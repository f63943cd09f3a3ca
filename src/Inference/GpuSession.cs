using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>Sessions on one GPU: by CUDA, or by TensorRT with CUDA for what it does not take.</summary>
internal static class GpuSession
{
    public static InferenceSession Open(byte[] model, TeacherManifest manifest, Device gpu, bool tensorRt, InferenceOptions options)
    {
        using var session = SessionFactory.Common();
        if (options.Policy == DevicePolicy.Strict)
            session.AddSessionConfigEntry("session.disable_cpu_ep_fallback", "1");
        if (tensorRt)
            AddTensorRt(session, manifest, gpu, options);
        AddCuda(session, gpu, options);
        session.IntraOpNumThreads = 1;
        return new InferenceSession(model, session);
    }

    /// <summary>Whether the model's inputs and outputs lie on this very GPU.</summary>
    public static bool RunsOn(InferenceSession session, Device gpu)
    {
        using var inputs = session.GetMemoryInfosForInputs();
        using var outputs = session.GetMemoryInfosForOutputs();
        return inputs.Concat(outputs).All(memory => memory.GetDeviceType() == OrtMemoryInfoDeviceType.GPU && memory.Id == gpu.Index);
    }

    private static void AddCuda(SessionOptions session, Device gpu, InferenceOptions options)
    {
        using var cuda = new OrtCUDAProviderOptions();
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = Number(gpu.Index),
            // The default benchmarks every algorithm for every new batch size.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            // The largest batch is run first, so what it asks for is what is needed.
            ["arena_extend_strategy"] = "kSameAsRequested",
            // TF32 keeps ten bits of the mantissa: too few for answers that equal the trained network's within 1e-5.
            ["use_tf32"] = "0",
        };
        if (options.GpuMemoryLimit > 0)
            settings["gpu_mem_limit"] = Number(options.GpuMemoryLimit);
        cuda.UpdateOptions(settings);
        session.AppendExecutionProvider_CUDA(cuda);
    }

    private static void AddTensorRt(SessionOptions session, TeacherManifest manifest, Device gpu, InferenceOptions options)
    {
        using var tensorRt = new OrtTensorRTProviderOptions();
        var settings = new Dictionary<string, string>
        {
            ["device_id"] = Number(gpu.Index),
            // Without a stated range of shapes every new batch size builds an engine, for minutes.
            ["trt_profile_min_shapes"] = Shape(1),
            ["trt_profile_opt_shapes"] = Shape(options.MaxBatch),
            ["trt_profile_max_shapes"] = Shape(options.MaxBatch),
        };
        if (options.TensorRtCache is { } cache)
        {
            settings["trt_engine_cache_enable"] = settings["trt_timing_cache_enable"] = "1";
            settings["trt_engine_cache_path"] = settings["trt_timing_cache_path"] = cache;
            // ONNX Runtime tells engines apart by the graph, which networks of one architecture share; this tells them apart by their weights.
            settings["trt_engine_cache_prefix"] = manifest.Sha256[..16];
        }
        tensorRt.UpdateOptions(settings);
        session.AppendExecutionProvider_Tensorrt(tensorRt);

        string Shape(int batch) => string.Create(CultureInfo.InvariantCulture, $"{manifest.Tensors.Images}:{batch}x{manifest.Input.Channels}x{manifest.Input.Height}x{manifest.Input.Width}");
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
