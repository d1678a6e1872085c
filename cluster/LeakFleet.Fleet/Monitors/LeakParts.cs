using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>
/// Finds the types that belong to a leak without being shown as one themselves, so that what is said of it does not change with each look.
/// A leaked graph grows in many types, of which some are noisy and pass the full test in some looks only: beside a type that is shown, a plain test is enough.
/// And the object that holds a leaked buffer is often tiny, so that its own bytes stay below what matters; but there is one of it for each buffer, so that where
/// only framework types leak, whatever of the application keeps pace with one of them is what leaks.
/// </summary>
internal static class LeakParts
{
    /// <summary>Of one test: the leak itself is established, the question is only what belongs to it.</summary>
    private const double PValueMax = 0.05;

    /// <summary>Instances gained for each of the leaking type's: a few of those belong to one holder, or it is one in two that is held.</summary>
    private const double PaceMin = 0.2;

    private const double PaceMax = 2;

    /// <summary>Sets the part of each type anew.</summary>
    public static void Mark(TypeTable table, long startedUnixMilliseconds, DetectionOptions options)
    {
        var leaking = table.Types.Where(t => t.IsLeaking).ToList();
        var isNamed = leaking.Any(t => LeadingType.IsTelling(t.Key.Name, t.Key.Assembly));
        var paces = leaking.Select(t => t.InstancesPerHour).Where(pace => pace > 0).ToArray();
        var withoutMinimum = leaking.Count > 0 ? options.WithoutMinimum() : options;
        foreach (var type in table.Types)
        {
            type.Part = leaking.Count == 0 || type.IsLeaking ? LeakPart.None
                // Once a leak has its name it keeps it: another name is another fingerprint, and so another finding.
                : type.Part == LeakPart.Namesake ? KeepsPace(type, paces) ? LeakPart.Namesake : InStep(type)
                : !isNamed && KeepsPace(type, paces) && IsGrowth(type, startedUnixMilliseconds, withoutMinimum) ? LeakPart.Namesake
                : InStep(type);
        }
    }

    private static LeakPart InStep(TrackedType type) =>
        type.Growth.SlopeLow > 0 && type.Growth.PValue <= PValueMax ? LeakPart.InStep : LeakPart.None;

    private static bool KeepsPace(TrackedType type, double[] paces)
    {
        if (paces.Length == 0 || !LeadingType.IsTelling(type.Key.Name, type.Key.Assembly)) return false;
        var own = type.InstancesPerHour;
        return paces.Any(pace => own >= PaceMin * pace && own <= PaceMax * pace);
    }

    private static bool IsGrowth(TrackedType type, long startedUnixMilliseconds, DetectionOptions withoutMinimum) =>
        GrowthTest.Judge(type.Bytes.Samples, startedUnixMilliseconds, 0, withoutMinimum).Verdict == Verdict.Leak;
}
