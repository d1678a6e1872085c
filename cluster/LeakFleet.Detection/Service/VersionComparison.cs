namespace LeakFleet.Detection;

/// <summary>Puts versions side by side: which grow, which do not, and with which it began.</summary>
public static class VersionComparison
{
    /// <summary>A version whose share of affected replicas is this part of the worst version's is not excused by chance.</summary>
    private const double ShareMin = 0.3;

    private const double SignificanceMax = 0.05;

    /// <summary>Of the leak's slope: below it a version's own slope is another matter.</summary>
    private const double PaceMin = 0.5;

    public static bool Grows(VersionEvidence version, IReadOnlyCollection<VersionEvidence> all)
    {
        if (version.Affected == 0) return false;
        var worst = all.MaxBy(v => (Share(v), v.Watched))!;
        if (Share(version) >= ShareMin * Share(worst)) return true;
        // Few of many where others have nearly all: accidents, such as a false alarm in one of them.
        return FisherExact.Upper(worst.Affected, worst.Watched, worst.Affected + version.Affected, worst.Watched + version.Watched) > SignificanceMax;
    }

    /// <summary>Whether a version was watched long enough and does not grow.</summary>
    /// <param name="slopePerHour">Of the leak.</param>
    public static bool IsClean(VersionEvidence version, IReadOnlyCollection<VersionEvidence> all, double slopePerHour) =>
        !Grows(version, all) && (version.Watched > 0 || version.SlopeHigh < PaceMin * slopePerHour);

    /// <summary>The earliest that grows after one that does not; empty when none is known not to.</summary>
    public static string First(IReadOnlyCollection<VersionEvidence> all, double slopePerHour)
    {
        var hasClean = false;
        foreach (var version in InOrder(all))
        {
            if (hasClean && Grows(version, all)) return version.Version;
            hasClean |= IsClean(version, all, slopePerHour);
        }

        return "";
    }

    public static IEnumerable<VersionEvidence> InOrder(IEnumerable<VersionEvidence> versions) =>
        versions.OrderBy(v => v.FirstStartedUnixMilliseconds).ThenBy(v => v.Version, StringComparer.Ordinal);

    private static double Share(VersionEvidence version) => version.Watched == 0 ? 0 : (double)version.Affected / version.Watched;
}
