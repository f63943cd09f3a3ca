namespace Rrm.TeacherServer.Hosting.Settings;

/// <summary>A short way to set one key on the command line. Every other key is reached with --set.</summary>
/// <param name="Name">With its dashes.</param>
/// <param name="Key">The key that it sets.</param>
/// <param name="HelpName">What stands for the value in the help; null for a switch that takes none.</param>
/// <param name="Description">What it is for.</param>
internal sealed record Flag(string Name, string Key, string? HelpName, string Description)
{
    public static IReadOnlyList<Flag> All { get; } =
    [
        new("--models", "Models", "DIR", "Folder whose subfolders are the teachers (model.onnx and teacher.json; 'rrm export' makes them)"),
        new("--urls", "Urls", "URL", "Where to listen: http://HOST:PORT, https://HOST:PORT or http://unix:/PATH.sock; several with ';' between. Port 0 takes a free one and prints it"),
        new("--device", "Device", "auto|cpu|cuda[:N]", "Where to compute; several GPUs with ',' between. auto falls back to the CPU and says so"),
        new("--max-batch", "MaxBatch", "N", "Images in one computed batch; larger requests are split"),
        new("--max-request-images", "MaxRequestImages", "N", "Images in one request; more are refused"),
        new("--max-queued-images", "MaxQueuedImages", "N", "Images that may wait for one teacher; requests beyond are refused and may retry"),
        new("--threads", "Threads", "N", "Threads that share a batch on the CPU; 0 is one per processor"),
        new("--tls-certificate", "Security.Certificate", "FILE", "The server's certificate, PEM (with its chain) or PFX, for https addresses"),
        new("--tls-key", "Security.CertificateKey", "FILE", "Its private key, PEM, where it is not in the same file"),
        new("--tokens", "Security.Tokens", "FILE", "Clients that a token lets in, a line each; 'TeacherServer token NAME' makes one"),
        new("--client-certificates", "Security.ClientCertificates", "FILE", "Clients that a TLS certificate lets in, a line each"),
        new("--metrics-url", "Telemetry.Urls", "URL", "Where to serve the status page, metrics and probes over HTTP/1.1, such as http://127.0.0.1:9090; nowhere unless given"),
        new("--drain-grace", "DrainGrace", "TIME", "After SIGTERM, how long health says NOT_SERVING before requests are refused: the lag of a load balancer, such as 5s"),
        new("--verbose", "Verbose", null, "Log every request, and print stack traces"),
    ];
}
