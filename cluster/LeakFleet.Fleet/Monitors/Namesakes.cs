using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Finds the application's types that name a leak of buffers and strings. The object that holds a leaked buffer is often tiny, so that its own bytes
/// stay below what matters; but there is one of it for each buffer. Where only framework types leak, whatever of the application keeps pace with one
/// of them in instances, and grows by the same test, is what leaks.
/// </summary>
internal static class Namesakes
{
    /// <summary>Instances gained for each of the leaking type's: a few of those belong to one holder, or it is one in two that is held.</summary>
    private const double PaceMin = 0.2;

    private const double PaceMax = 2;

    /// <summary>Marks the types that name the leak, and takes the mark from all others.</summary>
    public static void Mark(TypeTable table, long startedUnixMilliseconds, DetectionOptions options)
    {
        var leaking = table.Types.Where(t => t.IsLeaking).ToList();
        if (leaking.Any(t => LeadingType.IsTelling(t.Key.Name, t.Key.Assembly))) leaking.Clear();
        var paces = leaking.Select(t => TheilSen.SlopePerHour(t.Counts.Samples)).Where(pace => pace > 0).ToArray();
        foreach (var type in table.Types)
            type.NamesLeak = paces.Length > 0 && !type.IsLeaking && Names(type, paces, startedUnixMilliseconds, options);
    }

    private static bool Names(TrackedType type, double[] paces, long startedUnixMilliseconds, DetectionOptions options)
    {
        if (!LeadingType.IsTelling(type.Key.Name, type.Key.Assembly)) return false;
        var pace = TheilSen.SlopePerHour(type.Counts.Samples);
        if (!paces.Any(p => pace >= PaceMin * p && pace <= PaceMax * p)) return false;
        // Once a leak has its name it keeps it: another name is another fingerprint, and so another finding.
        return type.NamesLeak || GrowthTest.Judge(type.Counts.Samples, startedUnixMilliseconds, 0, options.WithoutMinimum()).Verdict == Verdict.Leak;
    }
}
