// A folder of pictures -> what a served teacher sees in them: a NumPy file [N,D], and the pictures' names in its order.
using Rrm;
using Rrm.Clients;
using Rrm.Examples;

const int LargestBatch = 64;

if (args is not [var endpoint, var folder, var output])
{
    Console.Error.WriteLine("usage: represent-folder ENDPOINT FOLDER OUT.npy, as: represent-folder http://127.0.0.1:50051/robust pictures pictures.npy");
    return 2;
}
try
{
    using var client = TeacherClient.Connect(endpoint, new TeacherClientOptions { Work = WorkClass.Bulk, Notice = Console.Error.WriteLine });
    var teacher = await client.DescribeAsync();
    var files = Pictures.In(folder);
    var batch = teacher.MaxRequestImages > 0 ? Math.Min(LargestBatch, teacher.MaxRequestImages) : LargestBatch;

    // Pictures are decoded while the teacher looks at those before; answers come in the order of the files.
    using (var rows = new NpyFile(output, files.Count, teacher.RepresentationWidth))
        await foreach (var answer in client.RepresentAsync(files.Chunk(batch).Select(some => Pictures.Load(some, teacher.Input))))
            rows.Write(answer.Representation!.Bytes.Span);

    File.WriteAllLines(Path.ChangeExtension(output, ".txt"), files.Select(file => Path.GetRelativePath(folder, file)));
    Console.WriteLine($"{files.Count} pictures as teacher {teacher.Name} (sha256 {teacher.Sha256[..12]}…) sees them: {output} [{files.Count},{teacher.RepresentationWidth}]");
    return 0;
}
catch (Exception problem) when (problem is RrmException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"represent-folder: {problem.Message}");
    return 1;
}
