namespace Rrm.StudentTrainer.Reports;

/// <summary>Everything that the quickstart's page shows. A page is a function of this and of nothing else.</summary>
public sealed record QuickstartReport
{
    public required string Dataset { get; init; }

    /// <summary>A sentence or two for people who never met the data.</summary>
    public required string DatasetDescription { get; init; }

    public required ReportNetwork Teacher { get; init; }
    public required ReportNetwork Student { get; init; }
    public required ReportNetwork Natural { get; init; }
    public required ReportAttack Attack { get; init; }
    public required long Seed { get; init; }

    /// <summary>May be empty.</summary>
    public required IReadOnlyList<GalleryExample> Gallery { get; init; }

    /// <summary>Settings besides attack and seed: batch size, precision, lambda, …</summary>
    public required IReadOnlyList<ReportFact> Settings { get; init; }

    /// <summary>Command lines that repeat what was done, in order.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>Processor, device, system, versions.</summary>
    public required IReadOnlyList<ReportFact> Machine { get; init; }

    public required DateTimeOffset Written { get; init; }

    internal IReadOnlyList<ReportNetwork> Networks => [Teacher, Student, Natural];

    /// <summary>One self-contained HTML page, well-formed XML too: no script, nothing loaded from elsewhere.</summary>
    public string ToHtml() => QuickstartPage.Render(this);
}
