using Microsoft.ML.OnnxRuntime;

namespace Rrm.Inference;

/// <summary>Opens ONNX Runtime sessions on the device that is wished for, or on the CPU with the reason why not.</summary>
internal static class SessionFactory
{
    // ONNX Runtime may log a failing CUDA load and go on with the CPU, so the device is read off the session, not off the options.
    public static OpenedSession Open(byte[] model, InferenceOptions options)
    {
        if (options.Device == Device.Cpu)
            return new(OpenOnCpu(model, options), Device.Cpu, null);
        var reason = WhyNotCuda();
        if (reason is null)
        {
            try
            {
                var session = OpenOnCuda(model);
                if (RunsOnGpu(session))
                    return new(session, Device.Cuda, null);
                session.Dispose();
                reason = "ONNX Runtime placed the model on the CPU although CUDA was asked for; its own log says why";
            }
            // Three shapes of one fact, depending on which native library is there: no CUDA that works.
            catch (Exception problem) when (problem is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
            {
                reason = $"CUDA could not be used: {FirstLine(problem)}";
            }
        }
        return new(OpenOnCpu(model, options), Device.Cpu, reason);
    }

    private static string? WhyNotCuda() => OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider")
        ? null
        : "this build carries ONNX Runtime for the CPU only; build with -p:Accelerator=cuda to use a GPU";

    private static InferenceSession OpenOnCpu(byte[] model, InferenceOptions options)
    {
        using var session = Common();
        session.IntraOpNumThreads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        return new InferenceSession(model, session);
    }

    private static InferenceSession OpenOnCuda(byte[] model)
    {
        using var session = Common();
        using var cuda = new OrtCUDAProviderOptions();
        cuda.UpdateOptions(new Dictionary<string, string>
        {
            // The default searches again for every new batch size, and batches come in all sizes.
            ["cudnn_conv_algo_search"] = "HEURISTIC",
            ["arena_extend_strategy"] = "kSameAsRequested",
            // TF32 keeps ten bits of the mantissa: too few for answers that equal the trained network's within 1e-5.
            ["use_tf32"] = "0",
        });
        session.AppendExecutionProvider_CUDA(cuda);
        session.IntraOpNumThreads = 1;
        return new InferenceSession(model, session);
    }

    private static SessionOptions Common()
    {
        var options = new SessionOptions();
        // A model from memory looks for external data in the working directory. The manifest's hash covers one file, so there must be no other:
        // this folder never exists.
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.Combine(AppContext.BaseDirectory, "no-external-data"));
        return options;
    }

    private static bool RunsOnGpu(InferenceSession session)
    {
        using var inputs = session.GetMemoryInfosForInputs();
        using var outputs = session.GetMemoryInfosForOutputs();
        return inputs.Concat(outputs).All(memory => memory.GetDeviceType() == OrtMemoryInfoDeviceType.GPU);
    }

    private static string FirstLine(Exception problem) => problem.Message.Split('\n', 2)[0].Trim();
}
