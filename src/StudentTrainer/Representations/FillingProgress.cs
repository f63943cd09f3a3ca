namespace Rrm.StudentTrainer.Representations;

/// <summary>Where the filling of a cache stands, for people.</summary>
/// <param name="Views">Views that are there now.</param>
/// <param name="Count">Views in all.</param>
/// <param name="Asked">Views that the teacher was asked about; the others were there.</param>
/// <param name="Remaining">Time left at the present pace.</param>
internal sealed record FillingProgress(long Views, long Count, long Asked, TimeSpan Remaining);
