using System.Text;

namespace Rrm.StudentTrainer.Reports;

/// <summary>Text that stays text in Markdown.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*_[]<>|#~$";

    /// <summary>On one line, without markup or HTML.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text.ReplaceLineEndings(" "))
        {
            if (letter == '&')
                escaped.Append("&amp;");
            else if (letter == '<')
                escaped.Append("&lt;");
            else if (Special.Contains(letter))
                escaped.Append('\\').Append(letter);
            else
                escaped.Append(char.IsControl(letter) ? '\uFFFD' : letter);
        }
        return escaped.ToString();
    }

    /// <summary>Lines as they are, in a block whose fence is longer than any run of backticks inside.</summary>
    public static string Fence(IReadOnlyList<string> lines)
    {
        var content = string.Join('\n', lines);
        var fence = "```";
        while (content.Contains(fence, StringComparison.Ordinal))
            fence += '`';
        return $"{fence}\n{content}\n{fence}";
    }
}
