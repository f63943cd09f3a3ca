namespace Rrm.TeacherServer.Telemetry;

/// <summary>How the console's log lines are written.</summary>
internal enum LogFormat
{
    /// <summary>For people: time, level, category, sentence.</summary>
    Text,

    /// <summary>For machines: one JSON object a line, with the sentence's values and the trace that it belongs to.</summary>
    Json,
}
