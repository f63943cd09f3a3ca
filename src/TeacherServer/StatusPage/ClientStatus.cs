namespace Rrm.TeacherServer.StatusPage;

/// <summary>One client: requests in flight now, images a second over the last minute, requests since the start.</summary>
internal sealed record ClientStatus(string Name, int RequestsInFlight, double ImagesPerSecond, long Answered, long Refused);
