using System.Text;
using System.Text.Json;

namespace Rrm.StudentTrainer.Evaluation;

/// <summary>
/// The finished pieces of one network's evaluation, a JSON line each, on the disk before the next piece begins. An evaluation makes the same
/// pieces in the same order each time, so one that was cut off recalls the first so many and goes on from there.
/// </summary>
internal sealed class EvaluationJournal : IDisposable
{
    private readonly string path;
    private readonly FileStream file;
    private readonly Queue<EvaluationUnit> known;

    /// <summary>Opens a journal, or begins one. A last line that was cut off is dropped.</summary>
    /// <exception cref="RrmException">The file is no journal.</exception>
    public EvaluationJournal(string path)
    {
        this.path = path;
        file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            known = Read();
            Known = known.Count;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Pieces that were finished when the journal was opened.</summary>
    public int Known { get; }

    /// <summary>What all pieces recalled or added so far took.</summary>
    public double Seconds { get; private set; }

    /// <summary>The next piece, where it was finished before; else null.</summary>
    public EvaluationUnit? Recall(int attack, int restart, int[] images)
    {
        if (!known.TryDequeue(out var unit))
            return null;
        if (!unit.Is(attack, restart, images))
            throw Foreign($"it holds attack {unit.Attack}, restart {unit.Restart}, {unit.Count} images from {unit.First}; attack {attack}, restart {restart}, {images.Length} images from {images[0]} should come");
        Seconds += unit.Seconds;
        return unit;
    }

    public void Add(EvaluationUnit unit)
    {
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(unit, JsonFormat.Line) + "\n"));
        file.Flush(flushToDisk: true);
        Seconds += unit.Seconds;
    }

    public void Dispose() => file.Dispose();

    private Queue<EvaluationUnit> Read()
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var units = new Queue<EvaluationUnit>();
        var whole = 0;
        for (var end = Array.IndexOf(bytes, (byte)'\n'); end >= 0; end = Array.IndexOf(bytes, (byte)'\n', whole))
        {
            units.Enqueue(Parse(bytes.AsSpan(whole, end - whole), units.Count + 1));
            whole = end + 1;
        }
        file.SetLength(whole);
        file.Position = whole;
        return units;
    }

    private EvaluationUnit Parse(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<EvaluationUnit>(line, JsonFormat.Line) ?? throw Foreign($"line {number} holds null");
        }
        catch (JsonException problem)
        {
            throw Foreign($"line {number}: {problem.Message}");
        }
    }

    private RrmException Foreign(string problem) =>
        new($"'{path}' is not the journal of this evaluation: {problem}. Delete it to evaluate that network anew.");
}
