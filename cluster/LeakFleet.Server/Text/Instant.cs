using System.Globalization;

namespace LeakFleet.Server.Text;

/// <summary>Unix milliseconds as instants. They come from agents: anything outside the calendar is taken to its nearest end instead of throwing.</summary>
internal static class Instant
{
    private static readonly long UnixMillisecondsMin = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long UnixMillisecondsMax = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromUnixMilliseconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, UnixMillisecondsMin, UnixMillisecondsMax));

    /// <summary>Null where it is not known: the start of a process that was not described yet is 0 or -1, and none was started in 1970.</summary>
    public static DateTimeOffset? IfKnown(long unixMilliseconds) => unixMilliseconds > 0 ? FromUnixMilliseconds(unixMilliseconds) : null;

    /// <summary><c>2026-11-20 10:41:05 UTC</c>: a page rendered on the server does not know the reader's zone, so it names its own.</summary>
    public static string Show(long unixMilliseconds) =>
        FromUnixMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The machine-readable twin for the <c>datetime</c> attribute.</summary>
    public static string Iso(long unixMilliseconds) =>
        FromUnixMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
