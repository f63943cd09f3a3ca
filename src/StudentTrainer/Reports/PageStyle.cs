namespace Rrm.StudentTrainer.Reports;

/// <summary>
/// The style of all reports: light and dark after the reader's system, light on paper. s0 to s5 are the series' colours, of Okabe and Ito's
/// palette, chosen for contrast of at least 3 with the ground; text has at least 4.5.
/// </summary>
internal static class PageStyle
{
    private const string Light = """
        --ink: #1b1c20; --soft: #585b63; --ground: #ffffff; --panel: #f3f4f6; --rule: #d4d6db; --link: #00538a; --alarm: #a63c00;
          --s0: #0072b2; --s1: #d55e00; --s2: #009e73; --s3: #b5578c; --s4: #1b1c20; --s5: #8a6100;
        """;

    private const string Dark = """
        --ink: #e9eaed; --soft: #a9adb6; --ground: #15171b; --panel: #1f2228; --rule: #3a3e47; --link: #7cc4f2; --alarm: #f0a35e;
            --s0: #56b4e9; --s1: #e69f00; --s2: #1fbf92; --s3: #cc79a7; --s4: #e9eaed; --s5: #f0e442;
        """;

    private const string Marks = """
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        .ground { fill: var(--ground); }
        .grid { stroke: var(--rule); stroke-width: 1; }
        .axis { stroke: var(--soft); stroke-width: 1; }
        .line { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
        circle, rect, polygon { fill: currentColor; }
        .hollow circle, .hollow rect, .hollow polygon { fill: var(--ground); stroke: currentColor; stroke-width: 1.8; }
        .reported polygon { fill: var(--ground); stroke: var(--ink); stroke-width: 1.8; }
        .reference { fill: none; stroke: var(--ink); stroke-width: 1.6; }
        .spread { stroke: currentColor; stroke-width: 1.4; }
        .bar { stroke: currentColor; stroke-width: 1.5; }
        .pale { fill-opacity: .18; }
        .error { stroke: var(--ink); stroke-width: 1.5; }
        .s0 { color: var(--s0); } .s1 { color: var(--s1); } .s2 { color: var(--s2); } .s3 { color: var(--s3); } .s4 { color: var(--s4); } .s5 { color: var(--s5); }
        """;

    /// <summary>Of a chart that is a file of its own: always light.</summary>
    public const string Charts = $$"""
        svg { {{Light}} color: var(--ink); }
        {{Marks}}
        """;

    /// <summary>Of a page.</summary>
    public const string Sheet = $$"""
        :root { color-scheme: light dark; {{Light}} }
        @media screen and (prefers-color-scheme: dark) { :root { {{Dark}} } }
        {{Marks}}
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 1.5rem 1.25rem 3rem; max-width: 66rem; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
        h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .75rem; }
        h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--rule); }
        h3 { font-size: 1rem; margin: 1.25rem 0 .5rem; }
        p { max-width: 46rem; margin: 0 0 .75rem; }
        a { color: var(--link); }
        .lead { font-size: 1.1rem; }
        .note, caption, figcaption, small { color: var(--soft); font-size: .875rem; }
        .verdict { margin: 1.25rem 0; padding: 1rem 1.25rem .5rem; background: var(--panel); border-left: .3rem solid var(--s1); border-radius: .25rem; }
        .verdict p { max-width: 56rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: 0; padding: 0; }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        .scroll { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        caption { text-align: left; padding-bottom: .5rem; }
        caption span { display: block; max-width: min(60rem, calc(100vw - 2.5rem)); }
        tbody th { min-width: 9rem; }
        th, td { padding: .45rem .7rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--rule); }
        thead th { font-size: .875rem; vertical-align: bottom; }
        tbody code, td.number { white-space: nowrap; }
        .number { text-align: right; }
        .number small { white-space: nowrap; display: block; }
        figure { margin: 1rem 0; min-width: 0; }
        figure svg { width: 100%; min-width: 30rem; max-width: 46rem; height: auto; display: block; }
        .row figure svg { min-width: 15rem; }
        .alarm { color: var(--alarm); font-weight: 600; }
        .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(18rem, 1fr)); gap: 0 1.5rem; }
        details { margin: .4rem 0; } summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
        details table { margin: .5rem 0; font-size: .875rem; }
        .gallery th, .gallery td { min-width: 6.8rem; padding: .5rem .4rem; font-size: .8125rem; font-weight: 400; line-height: 1.35; }
        .gallery thead th { font-weight: 600; }
        .gallery img { display: block; margin-bottom: .3rem; border: 1px solid var(--rule); }
        .gallery [colspan], .gallery td:nth-child(even) { padding-left: 1.2rem; }
        .pixels { image-rendering: pixelated; }
        .seen { display: block; } .wrong { font-weight: 600; }
        dl { margin: 0; } dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .3rem 0; border-bottom: 1px solid var(--rule); }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        pre { overflow-x: auto; padding: .8rem 1rem; background: var(--panel); border-radius: .25rem; font-size: .8125rem; line-height: 1.5; }
        footer { margin-top: 3rem; color: var(--soft); font-size: .875rem; }
        @media (max-width: 34rem) { dl div { grid-template-columns: 1fr; } }
        @media print {
          body { max-width: none; padding: 0; font-size: 10pt; } nav, figure details { display: none; } .scroll { overflow: visible; } table { font-size: 8.5pt; } thead th, small { font-size: 8pt; } th, td { padding: .3rem .45rem; } tbody th { min-width: 0; } figure svg { min-width: 0; max-width: 15cm; }
          figure, tr, .verdict, dl div { break-inside: avoid; } h2, h3, caption { break-after: avoid; } pre { white-space: pre-wrap; } img { print-color-adjust: exact; } }
        """;
}
