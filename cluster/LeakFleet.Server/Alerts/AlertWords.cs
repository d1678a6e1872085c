using LeakFleet.Server.Text;

namespace LeakFleet.Server.Alerts;

/// <summary>An alert as people read it in a mail or a channel. What comes from targets is printable already; each sink escapes its own markup.</summary>
internal static class AlertWords
{
    public static string Title(AlertNotice notice) => notice.Event switch
    {
        "resolved" => "Leak resolved",
        "repeat" => "Leak still there",
        _ => "Leak found",
    };

    /// <summary>The facts, each a line of its own.</summary>
    public static IEnumerable<string> Lines(AlertNotice notice, Uri? externalUrl)
    {
        var finding = notice.Finding;
        yield return $"since {Instant.Show(finding.SinceAt.ToUnixTimeMilliseconds())}, told first {Instant.Show(notice.StartsAt.ToUnixTimeMilliseconds())}";
        if (notice.EndsAt is { } end) yield return $"gone since {Instant.Show(end.ToUnixTimeMilliseconds())}";
        else if (finding.HoursToLimit is { } hours) yield return $"memory limit reached in {Quantity.Hours(hours)}";
        foreach (var (name, value) in notice.Labels.OrderBy(l => l.Key, StringComparer.Ordinal)) yield return $"{name}: {Printable.Show(value)}";
        if (FindingLink.Of(externalUrl, finding.Service, finding.Fingerprint) is { } link) yield return link;
    }
}
