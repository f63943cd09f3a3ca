namespace Rrm;

/// <summary>
/// A problem that the user can mend. The message is one or two sentences: what was found, what was expected, what to do.
/// Programs print it without a stack trace.
/// </summary>
public class RrmException(string message, Exception? inner = null) : Exception(message, inner);
