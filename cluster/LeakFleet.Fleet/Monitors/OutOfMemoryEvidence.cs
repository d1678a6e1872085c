using System.Globalization;

namespace LeakFleet.Fleet;

/// <summary>The strongest evidence there is that a leak matters: the kernel killed the process for want of memory.</summary>
internal static class OutOfMemoryEvidence
{
    public static IReadOnlyList<Finding> AddTo(IReadOnlyList<Finding> findings, long unixMilliseconds) =>
        [.. findings.Select(f => f with { Evidence = [.. f.Evidence, Sentence(f, unixMilliseconds)] })];

    // A forecast is what was said while it lived: its last memory message has made it short, but that there was one does not change.
    private static string Sentence(Finding finding, long unixMilliseconds)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return finding.HoursToLimit is null ? $"OOM killed at {time}." : $"OOM killed at {time}, as forecast.";
    }
}
