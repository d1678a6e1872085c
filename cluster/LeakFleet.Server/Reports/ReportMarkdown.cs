using System.Globalization;
using System.Text;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Reports;

/// <summary>A report as Markdown, which reads as plain text too.</summary>
internal static class ReportMarkdown
{
    private const string Bars = "▁▂▃▄▅▆▇█";
    private const int BarCharsMax = 20;
    private const string Specials = "\\`*_{}[]()#+-.!|~&<>";

    public static string Write(Report report, IReadOnlyList<ReportEntry> history)
    {
        var text = new StringBuilder();
        text.Append("# Leak report: ").Append(Escape(report.Schedule)).Append("\n\n");
        text.Append(ReportWords.Period(report)).Append("\n\n");
        text.Append("**").Append(ReportWords.Counts(report.Counts)).Append("**\n\n");
        var trend = Spark(history, report);
        if (trend.Length > 1) text.Append("Open findings in the last reports: ").Append(trend).Append("\n\n");

        text.Append("## What changed\n\n");
        if (report.Findings.All(f => f.Change == "unchanged")) text.Append("Nothing since the report before.\n\n");
        foreach (var group in report.Findings.Where(f => f.Change != "unchanged").GroupBy(f => f.Change))
        {
            text.Append("### ").Append(ReportWords.Change(group.Key)).Append("\n\n");
            foreach (var finding in group) text.Append("- ").Append(Escape(finding.Sentence)).Append(Escape(ReportWords.Rates(finding))).Append('\n');
            text.Append('\n');
        }

        if (report.Findings.Any(f => f.Change == "unchanged"))
        {
            text.Append("## Still there\n\n");
            foreach (var finding in report.Findings.Where(f => f.Change == "unchanged")) text.Append("- ").Append(Escape(finding.Sentence)).Append('\n');
            text.Append('\n');
        }

        if (report.FindingsLeftOut > 0) text.Append(CultureInfo.InvariantCulture, $"{report.FindingsLeftOut} more findings are not listed.\n\n");
        Growers(text, report);
        Limits(text, report);
        text.Append("## Coverage\n\n");
        foreach (var line in ReportWords.Coverage(report.Coverage)) text.Append("- ").Append(Escape(line)).Append('\n');
        return text.ToString();
    }

    /// <summary>Everything that Markdown or the HTML within it reads becomes what it looks like.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c is '<') escaped.Append("&lt;");
            else if (c is '&') escaped.Append("&amp;");
            else if (c is '\n' or '\r') escaped.Append(' ');
            else if (Specials.Contains(c)) escaped.Append('\\').Append(c);
            else escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static void Growers(StringBuilder text, Report report)
    {
        if (report.TopGrowers.Count == 0) return;
        text.Append("## Top growers\n\n| service | version | type | replicas | each, per day | |\n| --- | --- | --- | ---: | ---: | --- |\n");
        var most = report.TopGrowers.Max(g => g.BytesPerDay * g.Replicas);
        foreach (var grower in report.TopGrowers)
        {
            var bar = new string('█', (int)Math.Ceiling(BarCharsMax * grower.BytesPerDay * grower.Replicas / most));
            text.Append(CultureInfo.InvariantCulture,
                $"| {Escape(grower.Service)} | {Escape(grower.Version)} | {Escape(grower.Type)} | {grower.Replicas} | {Quantity.Bytes(grower.BytesPerDay)} | {bar} |\n");
        }

        text.Append('\n');
    }

    private static void Limits(StringBuilder text, Report report)
    {
        text.Append("## Memory limits before the next report\n\n");
        if (report.Limits.Count == 0) text.Append("None is expected to be reached.\n");
        foreach (var limit in report.Limits) text.Append("- ").Append(Escape(ReportWords.Limit(limit))).Append('\n');
        text.Append('\n');
    }

    private static string Spark(IReadOnlyList<ReportEntry> history, Report report)
    {
        var counts = ReportWords.Trend(history, report).Select(e => e.Open).ToList();
        var most = Math.Max(1, counts.Max());
        return string.Concat(counts.Select(c => Bars[(int)Math.Round((Bars.Length - 1) * (double)c / most)]));
    }
}
