namespace Rrm.TeacherServer.StatusPage;

/// <summary>What a teacher is. The device is the one that computes; the reason is null when it is the one that was asked for.</summary>
internal sealed record TeacherStatus(
    string Name,
    string Version,
    string Sha256,
    string Architecture,
    string Input,
    string Precision,
    string Device,
    IReadOnlyList<string> Devices,
    string? DeviceReason);
