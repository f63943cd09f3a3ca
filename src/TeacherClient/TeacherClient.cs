using System.Net;
using Google.Protobuf;
using Rrm.Clients.Calls;
using Rrm.Protocol.V1;

namespace Rrm.Clients;

/// <summary>
/// One teacher behind one or more services. Calls go to the endpoint with the fewest images under way, are made again when they fail for a passing
/// reason, and pin the teacher's sha256, so that another teacher under the same name is refused rather than followed. Safe for concurrent use.
/// </summary>
public sealed class TeacherClient : IDisposable
{
    private readonly string endpoints;
    private readonly TeacherClientOptions options;
    private readonly ResilientCaller caller;
    private readonly SemaphoreSlim describing = new(1);
    private volatile Teacher? known;

    private TeacherClient(string endpoints, IReadOnlyList<TeacherEndpoint> parsed, TeacherClientOptions options, Func<string, Task<IPAddress[]>> resolve)
    {
        (this.endpoints, this.options) = (endpoints, options);
        caller = new(parsed, options, resolve);
        if (options.Token is not null && parsed.FirstOrDefault(endpoint => endpoint.IsInTheClear) is { } clear)
            options.Notice($"The token goes to {clear} unencrypted. Use https:// unless the network is trusted.");
    }

    /// <summary>How the client does.</summary>
    public TeacherStatistics Statistics => caller.Statistics;

    /// <summary>What the endpoints compute on, each kind once: of those that answered when they were asked who they are.</summary>
    internal IReadOnlyList<string> Devices { get; private set; } = [];

    /// <summary>A client of some endpoints. Nothing is called yet.</summary>
    /// <param name="endpoints">http(s)://host:port/NAME, dns:///host:port/NAME or unix:/path.sock/NAME; several, of one teacher, with commas.</param>
    /// <param name="options">Patience, limits, identity.</param>
    /// <exception cref="RrmException">An endpoint is none, or an option is out of its range.</exception>
    public static TeacherClient Connect(string endpoints, TeacherClientOptions? options = null) => Connect(endpoints, options, host => Dns.GetHostAddressesAsync(host));

    internal static TeacherClient Connect(string endpoints, TeacherClientOptions? options, Func<string, Task<IPAddress[]>> resolve)
    {
        options ??= new();
        var problems = options.Problems().ToList();
        return problems.Count == 0
            ? new(endpoints, TeacherEndpoint.ParseList(endpoints), options, resolve)
            : throw new RrmException($"The client's options are not good: {string.Join("; ", problems)}.");
    }

    /// <summary>
    /// Who teaches. Asked the first time, when one endpoint must answer in time, and all that answer must hold the same teacher; remembered afterwards.
    /// <see cref="Teacher.MaxRequestImages"/> is the least of them.
    /// </summary>
    /// <exception cref="TeacherUnavailableException">None answered in time.</exception>
    /// <exception cref="TeacherCallException">One refused: it has no such teacher, or wants to know who asks.</exception>
    /// <exception cref="RrmException">They hold different teachers, or another one than the options pin.</exception>
    public async Task<Teacher> DescribeAsync(CancellationToken cancellation = default)
    {
        if (known is { } teacher)
            return teacher;
        await describing.WaitAsync(cancellation);
        try
        {
            return known ??= await AskWhoAsync(cancellation);
        }
        finally
        {
            describing.Release();
        }
    }

    /// <summary>What the teacher says of some images.</summary>
    /// <param name="pixels">[count, channels, height, width] in the teacher's size. Not to be changed until the answer is there.</param>
    /// <param name="count">How many images.</param>
    /// <param name="representation">Whether the representation is wanted.</param>
    /// <param name="logits">Whether the logits are wanted.</param>
    /// <param name="format">Of a pixel.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="TeacherUnavailableException">No answer in time.</exception>
    /// <exception cref="TeacherCallException">The service refused.</exception>
    public async Task<TeacherAnswer> RepresentAsync(
        ReadOnlyMemory<byte> pixels, int count, bool representation = true, bool logits = false, PixelFormat format = PixelFormat.Uint8, CancellationToken cancellation = default)
    {
        var teacher = await DescribeAsync(cancellation);
        var request = new RepresentRequest
        {
            Representation = representation,
            Logits = logits,
            Format = FloatFormat.Float32,
            Images = new ImageBatch { Count = count, Shape = teacher.Input, Format = format, Pixels = UnsafeByteOperations.UnsafeWrap(pixels) },
        };
        return await SendAsync(request, count, cancellation);
    }

    /// <summary>The same for a stream of batches: so many under way as the options say, answers in the order of the batches.</summary>
    /// <param name="batches">Taken as they are needed. Leaving the enumeration early cancels what is under way.</param>
    /// <param name="representation">Whether the representation is wanted.</param>
    /// <param name="logits">Whether the logits are wanted.</param>
    /// <param name="cancellation">Ends the enumeration.</param>
    public IAsyncEnumerable<TeacherAnswer> RepresentAsync(IEnumerable<PixelBatch> batches, bool representation = true, bool logits = false, CancellationToken cancellation = default) =>
        Ordered.SelectAsync(batches, options.Depth, (batch, token) => RepresentAsync(batch.Pixels, batch.Count, representation, logits, batch.Format, token), cancellation);

    /// <summary>Any request of the wire's, as it is but for the teacher's name and the pin, which are each endpoint's.</summary>
    /// <param name="request">Not to be changed until the answer is there.</param>
    /// <param name="count">How many images it is about.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <exception cref="TeacherUnavailableException">No answer in time.</exception>
    /// <exception cref="TeacherCallException">The service refused.</exception>
    /// <exception cref="RrmException">The answer is not to the request.</exception>
    public async Task<TeacherAnswer> SendAsync(RepresentRequest request, int count, CancellationToken cancellation = default)
    {
        var teacher = await DescribeAsync(cancellation);
        var reply = await caller.CallAsync(new Question<RepresentResponse>(count, IsTimed: true, (replica, call) =>
        {
            var asked = request.Clone(); // Pixels are shared, not copied.
            (asked.Teacher, asked.Sha256) = (replica.Endpoint.Teacher, teacher.Sha256);
            return replica.Stub.RepresentAsync(asked, call);
        }), cancellation);
        if (request.Representation || !request.Logits)
            Require(reply.Representation, reply.RepresentationWidth, teacher.RepresentationWidth);
        if (request.Logits)
            Require(reply.Logits, reply.Classes, teacher.Classes);
        return new(reply);

        void Require(ByteString values, int width, int expectedWidth)
        {
            var expectedBytes = (long)count * expectedWidth * (request.Format == FloatFormat.Float16 ? 2 : sizeof(float));
            if (reply.Sha256 != teacher.Sha256 || reply.Count != count || width != expectedWidth || values.Length != expectedBytes)
                throw new RrmException(
                    $"Teacher {endpoints} answered {reply.Count} images of width {width} in {values.Length} bytes as {reply.Sha256}; "
                    + $"expected {count} of width {expectedWidth} in {expectedBytes} as {teacher.Sha256}. Check the service.");
        }
    }

    /// <summary>Ends the connections.</summary>
    public void Dispose() => caller.Dispose();

    private async Task<Teacher> AskWhoAsync(CancellationToken cancellation)
    {
        var who = new Question<Teacher>(1, IsTimed: false, (replica, call) => replica.Stub.GetTeacherAsync(new GetTeacherRequest { Name = replica.Endpoint.Teacher }, call));
        var teacher = (await caller.CallAsync(who, cancellation)).Clone();
        var each = caller.Statistics.Endpoints == 1 ? [] : await caller.GreetAsync(who, cancellation);
        var hashes = each.Append(teacher).OfType<Teacher>().Select(one => one.Sha256).Distinct().ToList();
        if (hashes.Count > 1)
            throw new RrmException($"The endpoints hold different teachers: sha256 {string.Join(" and ", hashes)}. Give endpoints of one teacher.");
        if (options.Sha256 is { } pin && !pin.Equals(teacher.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new RrmException($"Teacher {endpoints} has sha256 {teacher.Sha256}; expected {pin}. Give the endpoint of that teacher, or its pin.");
        Devices = [.. each.Append(teacher).OfType<Teacher>().Select(one => one.Device).Distinct().Order(StringComparer.Ordinal)];
        teacher.MaxRequestImages = each.Min(one => one?.MaxRequestImages) ?? teacher.MaxRequestImages;
        return teacher;
    }
}
