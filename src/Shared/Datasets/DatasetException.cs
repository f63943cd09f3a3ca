namespace Rrm.Datasets;

/// <summary>A data set that cannot be opened. The message says what was found, what was expected and what to do, in one line.</summary>
public sealed class DatasetException(string message, Exception? cause = null) : RrmException(message, cause);
