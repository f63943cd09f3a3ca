using Rrm.Images;
using Rrm.StudentTrainer.Teachers;

namespace Rrm.StudentTrainer.Tests.Teachers;

/// <summary>Batches to ask about, and a student that reads every lesson as the loop does.</summary>
internal static class Lessons
{
    private const int BatchSize = 5;

    public static List<ImageBatch> Batches(int count) => [.. new BatchPlan(TestData.Quadrants(count * BatchSize, 4).Train, BatchSize).From(0, 1)];

    /// <summary>Follows to the end and fails unless every answer belongs to its batch; gives the first image of each batch in the order of the lessons.</summary>
    public static List<int> Read(ITeacher teacher, IEnumerable<ImageBatch> batches)
    {
        var order = new List<int>();
        foreach (var lesson in teacher.Follow(batches))
        {
            using (lesson)
            {
                Assert.Equal(FakeCall.Represent(lesson.Batch.Pixels.Span, lesson.Batch.Count), lesson.Representation!.data<float>().ToArray());
                order.Add(lesson.Batch.Indices[0]);
            }
        }
        return order;
    }

    /// <summary>The order that a stream of this many batches has.</summary>
    public static IEnumerable<int> InOrder(int count) => Enumerable.Range(0, count).Select(number => number * BatchSize);

    public static void AssertGivenBack(IEnumerable<ImageBatch> batches) => Assert.All(batches, batch => Assert.Throws<ObjectDisposedException>(() => batch.Pixels));
}
