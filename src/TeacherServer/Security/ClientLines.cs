using System.Text;

namespace Rrm.TeacherServer.Security;

/// <summary>A file of clients: on each line a name, and after a space what proves it. '#' begins a comment.</summary>
internal static class ClientLines
{
    /// <param name="path">For the messages.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="problemOf">What is wrong with a proof, to go on after "has", or null.</param>
    /// <exception cref="RrmException">Lines are wrong; all of them are told.</exception>
    public static IReadOnlyList<(string Client, string Proof)> Read(string path, byte[] content, Func<string, string?> problemOf)
    {
        var (clients, problems) = (new List<(string, string)>(), new List<string>());
        foreach (var (number, line) in Encoding.UTF8.GetString(content).Split('\n').Index())
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            var parts = text.Split([' ', '\t'], 2, StringSplitOptions.TrimEntries);
            var problem = parts.Length < 2 ? "has one word; expected a client's name and what proves it."
                : ClientName.ProblemOf(parts[0]) ?? (problemOf(parts[1]) is { } wrong ? $"has {wrong}" : null);
            if (problem is null)
                clients.Add((parts[0], parts[1]));
            else
                problems.Add($"'{path}', line {number + 1}: {problem}");
        }
        return problems.Count == 0 ? clients : throw new RrmException(string.Join(" ", problems));
    }
}
