using LeakFleet.Cli.Display;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Queries;

/// <summary>One finding for people, the answer to "what leaks, since when, how bad, what first" from top to bottom.</summary>
internal static class FindingText
{
    private const int ReplicasShownMax = 12;
    private const int SparkWidth = 40;

    public static void Write(FindingDetailResponse detail, SeriesResponse series)
    {
        var finding = detail.Finding;
        Line(finding.Sentence);
        Line("");
        Line($"  state      {finding.State}, growing since {Time(finding.SinceAt)} ({Quantity.Duration(detail.At - finding.SinceAt)})");
        if (series.Series.FirstOrDefault(s => s.PerHour > 0) is { } counted)
            Line($"  growth     {SeriesText.Rate(counted)} in a replica{(finding.BytesPerHour is > 0 and var memory ? $", and {Quantity.Bytes(memory)}/h of memory" : "")}");
        else if (finding.BytesPerHour is { } rate)
            Line($"  growth     {Quantity.BytesPerHour(rate)} in each replica{(finding.BytesPerHourLow is { } low && finding.BytesPerHourHigh is { } high ? $" (95 %: {Quantity.Bytes(low)} to {Quantity.Bytes(high)})" : "")}");
        if (finding.HoursToLimit is { } hours)
            Line($"  limit      memory limit reached in {Quantity.Hours(hours)}{(finding.HoursToLimitLow is { } soonest ? $" (80 %: {Quantity.Hours(soonest)} to {(finding.HoursToLimitHigh is { } latest ? Quantity.Hours(latest) : "never")})" : "")}");
        Line($"  reach      {(finding.Processes.Count == 1 ? "1 replica" : $"{Quantity.Count(finding.Processes.Count)} replicas")}{(finding.Extent == "unknown" ? "" : $": {finding.Extent.Replace('-', ' ')}")}");
        if (finding.FirstVersion is { } first) Line($"  came with  version {first}");
        Section("Evidence", detail.Evidence);
        Retention(detail.Retention);
        Growing(detail);
        Versions(detail);
        Replicas(detail, series);
        Section("In common", finding.Pivots.Select(p => $"{p.Attribute} = {p.Value}: {p.AffectedWith} of {p.Affected} affected replicas, {p.UnaffectedWith} of {p.Unaffected} unaffected"));
        Section("Ruled out", detail.RuledOut.Select(r => $"{r.Kind}: {r.Reason}"));
        foreach (var reason in detail.Partial) Line($"partial: {reason.Text}");
    }

    private static void Growing(FindingDetailResponse detail)
    {
        if (detail.Growing.Count == 0) return;
        Head("Growing types");
        var table = new ListTable(">Growth", ">A day", ">Share", ">Objects/h", ">Bytes", ">Count", "Type");
        foreach (var type in detail.Growing.Take(ReplicasShownMax))
            table.Add(
                ListText.Rate(type.BytesPerHour), Quantity.Bytes(type.BytesPerDay ?? double.NaN), Quantity.Percent(type.Share ?? double.NaN, 0),
                type.InstancesPerHour is { } objects ? Quantity.Count((long)objects) : "", Quantity.Bytes(type.Bytes), Quantity.Count(type.Count), type.Type);
        table.Write();
    }

    private static void Retention(RetentionResponse? retention)
    {
        if (retention is null) return;
        Head("Why it stays alive");
        Line($"  {retention.Sentence}");
        if (retention.Collection is { } collection) Line($"  {RetentionWords.Of(collection)}");
        if (retention.Signatures.Count > 0) Line($"  {RetentionWords.Looked(retention)}");
        foreach (var signature in retention.Signatures) Line($"  {RetentionWords.Share(signature)}: {signature.Signature}");
        foreach (var step in retention.Path) Line($"      {step}");
        foreach (var note in retention.Notes) Line($"  note: {note}");
        Line($"  found in process {retention.Process} at {Time(retention.At)}");
    }

    private static void Versions(FindingDetailResponse detail)
    {
        if (detail.Finding.Versions.Count < 2) return;
        Head("Versions");
        var table = new ListTable("Version", "Grows", ">Growth", "First started");
        foreach (var version in detail.Finding.Versions)
        {
            table.Add(
                version.Version, version.Grows switch { true => "yes", false => "no", _ => "not watched long enough" },
                version.BytesPerHour is { } rate ? Quantity.BytesPerHour(rate) : Quantity.Unknown, version.FirstStartedAt is { } at ? Time(at) : Quantity.Unknown);
        }

        table.Write();
    }

    private static void Replicas(FindingDetailResponse detail, SeriesResponse series)
    {
        if (detail.Replicas.Count == 0) return;
        Head("Replicas");
        var lines = series.Series.GroupBy(s => s.Process).ToDictionary(s => s.Key, s => s.First());
        var table = new ListTable("Over time", ">Now", ">Age", "Version", "Process");
        foreach (var replica in detail.Replicas.Take(ReplicasShownMax))
        {
            var points = lines.TryGetValue(replica.Key, out var line) ? line.Points.Select(p => (p.At.ToUnixTimeMilliseconds(), p.Value)).ToList() : [];
            table.Add(
                TerminalSparkline.Draw(points, SparkWidth), line is not null && points.Count > 0 ? SeriesText.Value(line, points[^1].Value) : "",
                replica.StartedAt is { } started ? Quantity.Duration(detail.At - started) : "", replica.Version, replica.Key);
        }

        table.Write();
        if (detail.Replicas.Count > ReplicasShownMax) Line($"and {detail.Replicas.Count - ReplicasShownMax} more");
    }

    private static void Section(string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0) return;
        Head(title);
        foreach (var line in all) Line($"  {line}");
    }

    private static void Head(string title) => Line($"\n{title}");

    private static void Line(string line) => Console.Out.WriteLine(line.StartsWith('\n') ? line : Printable.Show(line, 600));

    private static string Time(DateTimeOffset at) => Instant.Show(at.ToUnixTimeMilliseconds());
}
