using Rrm.Protocol.V1;
using Rrm.StudentTrainer.Tests;
using Rrm.StudentTrainer.Tests.Teachers;

namespace Rrm.Clients.Tests;

/// <summary>What the tests of clients do again and again.</summary>
internal static class Fakes
{
    private const int ImageBytes = 3 * 8 * 8;
    private static int batches;

    public static TeacherClientOptions Quick { get; } = new()
    {
        Timeout = TimeSpan.FromSeconds(30), AttemptTimeout = TimeSpan.FromSeconds(20), FirstPause = TimeSpan.FromMilliseconds(5), LongestPause = TimeSpan.FromMilliseconds(50), HedgeMultiple = 0, Token = null,
    };

    public static TeacherClient Connect(IEnumerable<FakeTeacher> fakes, TeacherClientOptions? options = null) => TeacherClient.Connect(string.Join(',', fakes.Select(fake => fake.Endpoint)), options ?? Quick);

    /// <summary>Pixels that no other batch has.</summary>
    public static byte[] Pixels(int count)
    {
        var pixels = new byte[count * ImageBytes];
        new Random(Interlocked.Increment(ref batches)).NextBytes(pixels);
        return pixels;
    }

    /// <summary>Asks, and fails unless the answer belongs to the question.</summary>
    public static async Task AskAsync(this TeacherClient client, int count = 5)
    {
        var pixels = Pixels(count);
        var answer = await client.RepresentAsync(pixels, count).InTime();
        Assert.Equal(FakeCall.Represent(pixels, count), answer.Representation!.Values.ToArray());
        Assert.Null(answer.Logits);
    }

    public static async Task<RepresentResponse> NeverAsync(FakeCall call)
    {
        await Task.Delay(Timeout.Infinite, call.Cancelled);
        return call.Right();
    }

    public static async Task<RepresentResponse> AfterAsync(FakeCall call, int milliseconds)
    {
        await Task.Delay(milliseconds, call.Cancelled);
        return call.Right();
    }
}
