using System.Text.Json;
using System.Text.Json.Serialization;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Reports;

namespace LeakFleet.Server.Delivery;

/// <summary>Slack's incoming webhook: one text, which Slack, Mattermost and Rocket.Chat all show.</summary>
internal sealed class SlackReceiver(ReceiverOptions receiver, HttpWay http, ReportReader reports, Uri? externalUrl) : IReceiver
{
    /// <summary>Findings of a report that a channel shows; the whole of it is behind the link.</summary>
    private const int FindingsMax = 10;

    public async Task<DeliveryOutcome> Send(Notice notice, CancellationToken cancellation)
    {
        var report = await reports.Read(notice, cancellation);
        if (notice.ReportId is not null && report is null) return ReportReader.Gone;
        var text = report is not null ? Text(report) : Text(notice.Alert!);
        return await http.Post(receiver, JsonSerializer.SerializeToUtf8Bytes(new SlackMessage(text), SlackJson.Default.SlackMessage), null, cancellation);
    }

    private string Text(AlertNotice alert) =>
        $"*LeakFleet: {AlertWords.Title(alert)}*\n{SlackText.Code(alert.Finding.Sentence)}\n{string.Join('\n', AlertWords.Lines(alert, externalUrl).Select(SlackText.Line))}";

    private string Text(Report report)
    {
        var lines = new List<string> { $"*{SlackText.Escape(report.Title)}*" };
        var changed = report.Findings.Where(f => f.Change != "unchanged").ToList();
        lines.AddRange(changed.Take(FindingsMax).Select(f => $"{ReportWords.Change(f.Change)}: {SlackText.Code(f.Sentence)}"));
        if (changed.Count > FindingsMax) lines.Add($"and {changed.Count - FindingsMax} more");
        lines.AddRange(report.Limits.Take(FindingsMax).Select(l => $"Memory limit: {SlackText.Code(ReportWords.Limit(l))}"));
        if (externalUrl is not null) lines.Add(SlackText.Line(new Uri(externalUrl, $"reports/{report.Id}").AbsoluteUri));
        return string.Join('\n', lines);
    }
}

internal sealed record SlackMessage(string Text);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class SlackJson : JsonSerializerContext;
