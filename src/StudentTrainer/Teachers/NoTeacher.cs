using Rrm.Images;

namespace Rrm.StudentTrainer.Teachers;

/// <summary>For methods that need none.</summary>
public sealed class NoTeacher : ITeacher
{
    public TeacherIdentity? Identity => null;

    public TimeSpan Waited => TimeSpan.Zero;

    public IEnumerable<Lesson> Follow(IEnumerable<ImageBatch> batches) => batches.Select(batch => new Lesson(batch, null));

    public void Dispose()
    {
    }
}
