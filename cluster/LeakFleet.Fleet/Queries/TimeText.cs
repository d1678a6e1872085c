using System.Globalization;

namespace LeakFleet.Fleet;

/// <summary>Points in time as people write them: an instant (<c>2026-11-20T10:00:00Z</c>, <c>2026-11-20</c>), or how long ago (<c>24h</c>, <c>7d</c>).</summary>
public static class TimeText
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Says what is expected.</summary>
    public const string Expected = "is no time: write an instant like 2026-11-20T10:00:00Z, or how long ago like 30m, 24h or 7d";

    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset time)
    {
        time = now;
        if (text == "now") return true;
        if (TryParseAgo(text, out var ago))
        {
            time = now - ago;
            return true;
        }

        return text.Length <= 40 && DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
    }

    private static bool TryParseAgo(string text, out TimeSpan ago)
    {
        ago = default;
        if (text.Length is < 2 or > 10 || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        var seconds = text[^1] switch { 's' => 1L, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 } * number;
        ago = TimeSpan.FromSeconds(Math.Min(seconds, 100L * 365 * 86_400));
        return seconds > 0;
    }
}
