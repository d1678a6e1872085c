using LeakFleet.Fleet;
using LeakFleet.Server.Configuration;
using LeakFleet.Server.Text;

namespace LeakFleet.Server.Alerts;

/// <summary>A silence as somebody asks for it, by JSON or in a form; or everything that is wrong with it.</summary>
internal static class SilenceReader
{
    public const int MatchCharsMax = QueryLimits.FilterCharsMax;
    public const int CommentCharsMax = 500;
    public const string DurationUsual = "2h";

    private static readonly TimeSpan DurationMax = TimeSpan.FromDays(365);

    public static (Silence? Silence, IReadOnlyList<QueryFault> Faults) Read(string? match, string? duration, string? comment, DateTimeOffset now)
    {
        var faults = new List<QueryFault>();
        var filter = QueryFilter.Parse(match ?? "", QueryTarget.Findings, out var wrong);
        faults.AddRange(wrong.Select(f => new QueryFault("match", f.ToString())));
        // One that matches everything is more often a slip than meant; who means it writes service=*.
        if (filter is { IsEmpty: true }) faults.Add(new QueryFault("match", "matches everything: name at least one condition, such as service=checkout"));
        if (!ConfigDuration.TryParse(duration ?? DurationUsual, out var lasts))
            faults.Add(new QueryFault("duration", $"'{Printable.Show(duration ?? "", 64)}' is not a duration (write 30m, 2h, 7d)"));
        else if (lasts <= TimeSpan.Zero || lasts > DurationMax) faults.Add(new QueryFault("duration", "must be above 0s and at most 365d"));
        if (comment is { Length: > CommentCharsMax }) faults.Add(new QueryFault("comment", $"may have {CommentCharsMax} characters"));
        return faults.Count > 0 ? (null, faults) : (new Silence(Guid.NewGuid().ToString("n")[..12], match!, now, now + lasts, comment ?? ""), faults);
    }
}
