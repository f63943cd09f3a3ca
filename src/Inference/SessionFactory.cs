using Microsoft.ML.OnnxRuntime;
using Rrm.Checkpoints;

namespace Rrm.Inference;

/// <summary>Opens ONNX Runtime sessions on the devices that are wished for, or on the CPU with the reason why not.</summary>
internal static class SessionFactory
{
    private const string CudaProvider = "CUDAExecutionProvider", TensorRtProvider = "TensorrtExecutionProvider";

    /// <exception cref="RrmException">The policy is strict, and a device does not compute.</exception>
    /// <exception cref="OnnxRuntimeException">The model is not one.</exception>
    public static OpenedSessions Open(byte[] model, TeacherManifest manifest, InferenceOptions options)
    {
        var (opened, reasons) = (new List<OpenedSession>(), new List<string>());
        try
        {
            OpenOnGpus(model, manifest, options, opened, reasons);
            if (options.Policy == DevicePolicy.Strict && options.Device.Kind != DeviceKind.Auto && reasons.Count > 0)
                throw new RrmException($"Not every device that was asked for computes, and the policy is strict: {string.Join("; ", reasons)}. Mend that, ask for another device, or allow the fallback.");
            if (opened.Count == 0)
                opened.Add(new(OpenOnCpu(model, options), Device.Cpu));
            return new(opened, reasons.Count > 0 ? string.Join("; ", reasons) : null);
        }
        catch
        {
            opened.ForEach(one => one.Session.Dispose());
            throw;
        }
    }

    /// <summary>What holds for every session.</summary>
    public static SessionOptions Common()
    {
        var options = new SessionOptions();
        // A model from memory looks for external data in the working directory. The manifest's hash covers one file, so there must be no other:
        // this folder never exists.
        options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", Path.Combine(AppContext.BaseDirectory, "no-external-data"));
        return options;
    }

    private static void OpenOnGpus(byte[] model, TeacherManifest manifest, InferenceOptions options, List<OpenedSession> opened, List<string> reasons)
    {
        var gpus = options.Devices.Where(device => device.Kind != DeviceKind.Cpu).Select(device => device.Kind == DeviceKind.Auto ? Device.Cuda : device).ToList();
        if (gpus.Count == 0)
            return;
        var providers = OrtEnv.Instance().GetAvailableProviders();
        if (!providers.Contains(CudaProvider))
        {
            reasons.Add("this build carries ONNX Runtime for the CPU only; build with -p:Accelerator=cuda to use a GPU");
            return;
        }
        if (options.TensorRt && !providers.Contains(TensorRtProvider))
            reasons.Add("this build of ONNX Runtime carries no TensorRT");
        foreach (var gpu in gpus)
        {
            var session = options.TensorRt && providers.Contains(TensorRtProvider) ? TryOpen(tensorRt: true) : null;
            session ??= TryOpen(tensorRt: false);
            if (session is not null)
                opened.Add(new(session, gpu));

            // ONNX Runtime may log a provider that fails and go on with the CPU, so the device is read off the session, not off the options.
            InferenceSession? TryOpen(bool tensorRt)
            {
                var provider = tensorRt ? "TensorRT" : "CUDA";
                try
                {
                    var onGpu = GpuSession.Open(model, manifest, gpu, tensorRt, options);
                    if (GpuSession.RunsOn(onGpu, gpu))
                        return onGpu;
                    onGpu.Dispose();
                    reasons.Add($"ONNX Runtime placed the model elsewhere although {provider} on {gpu} was asked for; its own log says why");
                }
                // Three shapes of one fact, depending on which native library is there: no provider that works.
                catch (Exception problem) when (problem is OnnxRuntimeException or EntryPointNotFoundException or DllNotFoundException)
                {
                    reasons.Add($"{provider} on {gpu} could not be used: {problem.Message.Split('\n', 2)[0].Trim()}");
                }
                return null;
            }
        }
    }

    private static InferenceSession OpenOnCpu(byte[] model, InferenceOptions options)
    {
        using var session = Common();
        session.IntraOpNumThreads = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        return new InferenceSession(model, session);
    }
}
