using Rrm.Clients;
using Rrm.Images;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>
/// The one seam between the loop and whoever teaches: a stream of batches goes in, the same batches come out in the same order
/// with the teacher's answers. Whether the teacher is a network in this process, an exported model or several services, the loop cannot tell.
/// </summary>
public interface ITeacher : IDisposable
{
    /// <summary>Null when nobody teaches.</summary>
    TeacherIdentity? Identity { get; }

    /// <summary>How long the loop has stood still for answers so far.</summary>
    TimeSpan Waited { get; }

    /// <summary>How it stands with whoever is asked, on a part of a line; null where there is nothing to say.</summary>
    string? State => null;

    /// <summary>
    /// Answers the batches in order; one without images gets a lesson without answers, and nobody is asked. Enumerate on the loop's thread: answers become tensors there.
    /// Disposing the enumerator ends all work in flight. Throws <see cref="TeacherUnavailableException"/> when the budget for one answer is spent.
    /// </summary>
    IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches);
}
