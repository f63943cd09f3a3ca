namespace Rrm.Bench;

/// <summary>Samples as rows of text: median, least and greatest.</summary>
internal sealed class Table
{
    private readonly TextWriter output;

    public Table(TextWriter output, string title)
    {
        this.output = output;
        output.WriteLine($"{title,-48} {"median",11} {"min",11} {"max",11}");
    }

    public void Milliseconds(Sample seconds) => Row(seconds, value => $"{value * 1e3:F1} ms");

    public void PerSecond(Sample rate) => Row(rate, value => $"{value:F0} /s");

    public void Ratio(Sample ratio) => Row(ratio, value => $"{value:F3}");

    public void Share(Sample share) => Row(share, value => $"{value * 100:F1} %");

    private void Row(Sample sample, Func<double, string> show) =>
        output.WriteLine($"  {sample.Name,-46} {show(sample.Median),11} {show(sample.Min),11} {show(sample.Max),11}   n={sample.Values.Length}");
}
