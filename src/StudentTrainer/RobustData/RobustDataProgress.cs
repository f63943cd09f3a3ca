namespace Rrm.StudentTrainer.RobustData;

/// <summary>What progress.json says of a set that is being made.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Images">Images that are safely in the file; what follows them there is made again.</param>
/// <param name="StartDistance">Sum over these images.</param>
/// <param name="Distance">Sum over these images.</param>
internal sealed record RobustDataProgress(RobustDataOptions Options, int Images, double StartDistance, double Distance);
