using Microsoft.ML.OnnxRuntime;

namespace Rrm.Inference;

internal sealed record OpenedSession(InferenceSession Session, Device InUse);
