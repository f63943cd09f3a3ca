using Rrm.Images;
using Rrm.Protocol.V1;
using Rrm.Representations;

namespace Rrm.TeacherServer.Tests.ByReference;

public sealed class AnswerCacheTests : IDisposable
{
    private static readonly int[] all = [.. Enumerable.Range(0, 60)];
    private readonly string folder = Directory.CreateTempSubdirectory("rrm-cache-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("none")]
    [InlineData("crop-flip")]
    [InlineData("crop-flip-jitter-rotate")]
    [InlineData("resized-crop-jitter-lighting")]
    public async Task What_was_answered_is_not_computed_again_by_this_server_or_the_next(string kind)
    {
        var augmentation = Augmentation.Find(kind)!;
        RepresentResponse expected;
        await using (var server = await ReferringServer.StartAsync(folder))
        {
            expected = await server.Represent(ReferringServer.Pixels(all, augmentation, seed: 2, epoch: 1));
            var before = server.Computed;
            Assert.Equal(20, (await server.Represent(ReferringServer.References(all[..20], augmentation, 2, 1))).Count);
            Assert.Equal(expected, await server.Represent(ReferringServer.References(all, augmentation, 2, 1)));
            Assert.Equal(expected, await server.Represent(ReferringServer.References(all, augmentation, 2, 1)));
            Assert.Equal(60, server.Computed - before);
        }
        await using var next = await ReferringServer.StartAsync(folder);
        Assert.Equal(expected, await next.Represent(ReferringServer.References(all, augmentation, 2, 1)));
        Assert.Equal(0, next.Computed);
    }

    [Fact]
    public async Task Students_that_ask_for_the_same_views_at_once_have_each_computed_once()
    {
        await using var server = await ReferringServer.StartAsync(folder);
        var channels = Enumerable.Range(0, 8).Select(_ => new TeacherService.TeacherServiceClient(server.Server.Connect())).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).SelectMany(epoch => channels.Select(async (client, student) =>
        {
            // Each in another order, in batches of another size.
            var answers = new Dictionary<int, float[]>();
            foreach (var indices in all.OrderBy(index => (index * 7 + student * 11) % 60).Chunk(7 + student))
            {
                var answer = await client.RepresentAsync(ReferringServer.References(indices, Augmentation.CropFlipJitterRotate, seed: 1, epoch)).ResponseAsync.InTime();
                foreach (var (index, row) in indices.Zip(Requests.FloatsOf(answer.Representation).Chunk(answer.RepresentationWidth)))
                    answers.Add(index, row);
            }
            return (epoch, answers);
        }))).InTime();

        Assert.Equal(5 * 60, server.Computed);
        foreach (var (epoch, rows) in answers)
        {
            var expected = Requests.FloatsOf((await server.Represent(ReferringServer.Pixels(all, Augmentation.CropFlipJitterRotate, 1, epoch))).Representation);
            Assert.Equal(expected, all.SelectMany(index => rows[index]));
        }
    }

    [Fact]
    public async Task Each_output_is_remembered_and_a_request_for_both_asks_for_what_is_missing()
    {
        await using var server = await ReferringServer.StartAsync(folder);
        var representation = await server.Represent(ReferringServer.References(all, Augmentation.None));
        var logits = ReferringServer.References(all, Augmentation.None);
        logits.Logits = true;
        var answered = await server.Represent(logits);
        Assert.True(answered.Representation.IsEmpty);
        var both = logits.Clone();
        both.Representation = true;
        var together = await server.Represent(both);
        Assert.Equal((representation.Representation, answered.Logits), (together.Representation, together.Logits));
        Assert.Equal(120, server.Computed);
    }

    [Fact]
    public async Task Rounded_answers_are_given_only_to_who_asks_for_rounded_ones()
    {
        await using var server = await ReferringServer.StartAsync(folder, RecordFormat.Float16);
        var (references, pixels) = (ReferringServer.References(all, Augmentation.CropFlip), ReferringServer.Pixels(all, Augmentation.CropFlip));
        (references.Format, pixels.Format) = (FloatFormat.Float16, FloatFormat.Float16);
        var expected = await server.Represent(pixels);
        Assert.Equal(expected, await server.Represent(references));
        Assert.Equal(expected, await server.Represent(references));
        Assert.Equal(120, server.Computed);

        (references.Format, pixels.Format) = (FloatFormat.Float32, FloatFormat.Float32);
        Assert.Equal(await server.Represent(pixels), await server.Represent(references));
        Assert.Equal(240, server.Computed);
    }

    [Fact]
    public async Task A_damaged_cache_costs_its_benefit_and_no_request()
    {
        await using (var server = await ReferringServer.StartAsync(folder))
            await server.Represent(ReferringServer.References(all, Augmentation.None));
        var file = Assert.Single(Directory.GetFiles(folder, "*.rrmcache"));
        File.WriteAllBytes(file, new byte[5000]);

        await using var next = await ReferringServer.StartAsync(folder);
        var expected = await next.Represent(ReferringServer.Pixels(all, Augmentation.None));
        Assert.Equal(expected, await next.Represent(ReferringServer.References(all, Augmentation.None)));
        Assert.Contains(next.Server.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("is no representation cache"));
    }

    [Fact]
    public async Task A_flipped_bit_is_computed_again()
    {
        RepresentResponse expected;
        await using (var server = await ReferringServer.StartAsync(folder))
            expected = await server.Represent(ReferringServer.References(all, Augmentation.None));
        var file = Assert.Single(Directory.GetFiles(folder, "*.rrmcache"));
        var bytes = File.ReadAllBytes(file);
        bytes[^100] ^= 4;
        File.WriteAllBytes(file, bytes);

        await using var next = await ReferringServer.StartAsync(folder);
        for (var turn = 0; turn < 2; turn++)
            Assert.Equal(expected, await next.Represent(ReferringServer.References(all, Augmentation.None)));
        Assert.Equal(1, next.Computed);
    }

    [Fact]
    public async Task A_cache_that_another_server_writes_is_read()
    {
        await using var writer = await ReferringServer.StartAsync(folder);
        var expected = await writer.Represent(ReferringServer.References(all, Augmentation.None));
        await using var reader = await ReferringServer.StartAsync(folder);
        Assert.Equal(expected, await reader.Represent(ReferringServer.References(all, Augmentation.None)));
        Assert.Equal(0, reader.Computed);
        await reader.Represent(ReferringServer.References([1, 2], Augmentation.None)); // there too
        var other = ReferringServer.References([1, 2], Augmentation.CropFlip);
        await writer.Represent(ReferringServer.References([5], Augmentation.CropFlip));
        for (var turn = 0; turn < 2; turn++)
            await reader.Represent(other);
        Assert.Equal(4, reader.Computed);
        Assert.Contains(reader.Server.Log.Lines, line => line.Contains("another process writes"));
    }

    [Fact]
    public async Task Nothing_is_kept_where_too_little_room_is_left()
    {
        await using var server = await ReferringServer.StartAsync(folder, reserve: long.MaxValue);
        for (var turn = 0; turn < 2; turn++)
            await server.Represent(ReferringServer.References(all, Augmentation.None));
        Assert.Equal(120, server.Computed);
        Assert.Single(server.Server.Log.Lines, line => line.Contains("Datasets.CacheReserveBytes"));
    }

    [Fact]
    public async Task Seeds_that_clients_name_do_not_make_files_without_end()
    {
        await using var server = await ReferringServer.StartAsync(folder, maxFiles: 1);
        for (var seed = 0; seed < 5; seed++)
            await server.Represent(ReferringServer.References([0], Augmentation.CropFlipJitterRotate, seed));
        Assert.Single(Directory.GetFiles(folder), file => !file.EndsWith(".lock"));
        Assert.Equal(5, server.Computed);
        Assert.Single(server.Server.Log.Lines, line => line.Contains("Datasets.CacheMaxFiles"));
    }
}
